import { keptPort } from "../ports.ts";
import type { EmulatorOptions, StripeEmulator } from "../seams.ts";
import { startStripe } from "../stripe/index.ts";
import type { Running } from "./running.ts";

/** Of no use anywhere else: the double signs and accepts with them, on this machine alone. */
const SECRET_KEY = "sk_test_parasol";
const WEBHOOK_SECRET = "whsec_parasol";

/**
 * Starts the double of Stripe, unless a real key is in the environment: then its place is taken by
 * Stripe itself, with the key and the webhook secret that `STRIPE_SECRET_KEY` and
 * `STRIPE_WEBHOOK_SECRET` hold.
 */
export async function startStripeDouble(
  { stateDir, storeUrl }: EmulatorOptions,
  onLog: (line: string) => void,
): Promise<Running<StripeEmulator>> {
  const secretKey = process.env["STRIPE_SECRET_KEY"];
  const webhookSecret = process.env["STRIPE_WEBHOOK_SECRET"] ?? "";
  if (secretKey) {
    return {
      emulator: { url: "https://api.stripe.com", secretKey, webhookSecret },
      close: async () => undefined,
    };
  }
  const double = await startStripe({
    stateDir,
    port: await keptPort(stateDir, "stripe"),
    webhookUrl: () => (storeUrl ? `${storeUrl}/api/v1/webhooks/stripe` : undefined),
    webhookSecret: WEBHOOK_SECRET,
    secretKey: SECRET_KEY,
    onLog,
  });
  return {
    emulator: { url: double.url, secretKey: SECRET_KEY, webhookSecret: WEBHOOK_SECRET },
    close: () => double.close(),
  };
}
