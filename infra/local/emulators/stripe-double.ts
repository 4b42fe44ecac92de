import type { EmulatorOptions, StripeEmulator } from "../seams.ts";
import type { Running } from "./running.ts";

/**
 * Starts the double of Stripe, unless a real key is in the environment: then its place is taken by
 * Stripe itself, with the key and the webhook secret that `STRIPE_SECRET_KEY` and
 * `STRIPE_WEBHOOK_SECRET` hold.
 */
export async function startStripeDouble(
  _options: EmulatorOptions,
): Promise<Running<StripeEmulator>> {
  const secretKey = process.env["STRIPE_SECRET_KEY"];
  const webhookSecret = process.env["STRIPE_WEBHOOK_SECRET"];
  if (secretKey) {
    return {
      emulator: { url: "https://api.stripe.com", secretKey, webhookSecret: webhookSecret ?? "" },
      close: async () => undefined,
    };
  }
  throw new Error("pending");
}
