import StripeSdk from "stripe";
import { z } from "zod";
import { environment } from "#values/environment";
import { Problem } from "#values/error-codes";
import { readSecret } from "./secrets.ts";

/** Three tries of this, and the pauses between them, fit into checkout's 25 seconds. */
const TIMEOUT_MS = 7_000;
const RETRIES = 2;
const RETRY_AFTER_S = 10;

const credentials = z.object({ secretKey: z.string().min(1), webhookSecret: z.string().min(1) });

const settings = () =>
  environment({ STRIPE_SECRET_ARN: z.string().min(1), STRIPE_API_URL: z.url() });

let sdk: { readonly key: string; readonly stripe: StripeSdk } | undefined;

/** The SDK with the key that the secret holds now (see secrets.ts for how long it is kept). */
export async function connect(): Promise<StripeSdk> {
  const env = settings();
  const { secretKey } = await readSecret(env.STRIPE_SECRET_ARN, credentials);
  if (sdk?.key !== secretKey) {
    const url = new URL(env.STRIPE_API_URL);
    const protocol = url.protocol === "http:" ? "http" : "https";
    sdk = {
      key: secretKey,
      stripe: new StripeSdk(secretKey, {
        host: url.hostname,
        port: url.port || (protocol === "http" ? "80" : "443"),
        protocol,
        timeout: TIMEOUT_MS,
        maxNetworkRetries: RETRIES,
        telemetry: false,
      }),
    };
  }
  return sdk.stripe;
}

/** What Stripe signs webhooks with; `fresh` asks for a rotated one. */
export async function webhookSecret(options: { fresh?: boolean } = {}): Promise<string> {
  return (await readSecret(settings().STRIPE_SECRET_ARN, credentials, options)).webhookSecret;
}

/** One call; Stripe's failures become Problems, what it refuses stays an error of ours. */
export async function call<Result>(
  operation: (stripe: StripeSdk) => Promise<Result>,
): Promise<Result> {
  const stripe = await connect();
  try {
    return await operation(stripe);
  } catch (error) {
    throw toProblem(error);
  }
}

/** As `call`, but what Stripe does not know is undefined. */
export async function callOrMissing<Result>(
  operation: (stripe: StripeSdk) => Promise<Result>,
): Promise<Result | undefined> {
  const stripe = await connect();
  try {
    return await operation(stripe);
  } catch (error) {
    if (error instanceof StripeSdk.errors.StripeError && error.code === "resource_missing") {
      return undefined;
    }
    throw toProblem(error);
  }
}

/**
 * No answer, overload, or a key that does not work (yet): the shopper may try again later.
 * Everything else that Stripe refuses is a mistake in our request.
 */
export function toProblem(error: unknown): unknown {
  const { errors } = StripeSdk;
  const unavailable =
    error instanceof errors.StripeConnectionError ||
    error instanceof errors.StripeAPIError ||
    error instanceof errors.StripeRateLimitError ||
    error instanceof errors.StripeAuthenticationError ||
    error instanceof errors.StripePermissionError;
  if (unavailable) {
    return new Problem(
      "PAYMENT_PROVIDER_UNAVAILABLE",
      "The payment service does not answer. Nothing was charged. Try again in a moment.",
      { retryAfter: RETRY_AFTER_S, cause: error },
    );
  }
  if (error instanceof errors.StripeIdempotencyError && error.statusCode === 409) {
    return new Problem(
      "IDEMPOTENCY_IN_PROGRESS",
      "This is being done already. Ask again in a moment.",
      { cause: error },
    );
  }
  if (error instanceof errors.StripeError) {
    return new Error(`Stripe refused the request: ${error.message}`, { cause: error });
  }
  return error;
}

/** From the one moment until before the other. */
export interface Span {
  readonly from: Date;
  readonly until: Date;
}

/** As Stripe filters lists: whole seconds since 1970. */
export function within({ from, until }: Span): { gte: number; lt: number } {
  const seconds = (moment: Date) => Math.floor(moment.getTime() / 1_000);
  return { gte: seconds(from), lt: seconds(until) };
}
