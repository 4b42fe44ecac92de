import type StripeSdk from "stripe";
import { z } from "zod";
import type { StripeEventMessage } from "#contracts/messages";
import { Problem } from "#values/error-codes";
import { call, connect, type Span, webhookSecret, within } from "./stripe-client.ts";

/** Stripe's own recommendation for the age of a signature, in seconds. */
const SIGNATURE_TOLERANCE_S = 300;

/**
 * Checks the signature of a webhook over the bytes that were sent, and its age (300 s), and cuts
 * the event down to what the orders job needs. A signature that does not fit is tried once more
 * with the secret as it is now: it may have been rotated.
 * @param concerns whether anybody wants events of this type; others may look like anything
 * @returns undefined for an event that concerns nobody
 * @throws Problem WEBHOOK_SIGNATURE_INVALID; VALIDATION_ERROR for what is signed and no event
 */
export async function verifyEvent(
  rawBody: string,
  signature: string | undefined,
  concerns: (type: string) => boolean,
): Promise<StripeEventMessage | undefined> {
  if (!signature) throw new Problem("WEBHOOK_SIGNATURE_INVALID", "Stripe-Signature is missing.");
  const stripe = await connect();
  const secret = await webhookSecret();
  try {
    requireSignature(stripe, rawBody, signature, secret);
  } catch (cause) {
    const current = await webhookSecret({ fresh: true });
    if (current === secret) throw cause;
    requireSignature(stripe, rawBody, signature, current);
  }
  const sent = parseJson(rawBody);
  return concerns(read(kind, sent).type) ? toMessage(read(event, sent)) : undefined;
}

function requireSignature(stripe: StripeSdk, body: string, header: string, secret: string): void {
  const { signature } = stripe.webhooks;
  if (signature === null) throw new Error("The SDK cannot verify signatures.");
  try {
    signature.verifyHeader(body, header, secret, SIGNATURE_TOLERANCE_S);
  } catch (cause) {
    throw new Problem("WEBHOOK_SIGNATURE_INVALID", "The signature does not fit the body.", {
      cause,
    });
  }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw noEvent("body");
  }
}

function read<Schema extends z.ZodType>(schema: Schema, sent: unknown): z.output<Schema> {
  const parsed = schema.safeParse(sent);
  if (parsed.success) return parsed.data;
  throw noEvent(parsed.error.issues[0]?.path.join(".") || "body");
}

function noEvent(field: string): Problem {
  const message = "This is no event of Stripe's.";
  return new Problem("VALIDATION_ERROR", message, { details: [{ field, message }] });
}

const kind = z.object({ id: z.string(), type: z.string() });

const reference = z.union([z.string(), z.object({ id: z.string() }).transform((one) => one.id)]);

/** Of all the kinds of objects an event may carry: what leads to an order. */
const event = z.object({
  id: z.string(),
  type: z.string(),
  created: z.int(),
  data: z.object({
    object: z.object({
      object: z.string(),
      id: z.string().optional(),
      client_reference_id: z.string().nullish(),
      payment_intent: reference.nullish(),
      metadata: z.record(z.string(), z.string()).nullish(),
      last_payment_error: z
        .object({ code: z.string().optional(), decline_code: z.string().optional() })
        .nullish(),
    }),
  }),
});

function toMessage({ id, type, created, data }: z.output<typeof event>): StripeEventMessage {
  const subject = data.object;
  const sessionId = subject.object === "checkout.session" ? subject.id : undefined;
  const paymentIntentId =
    subject.object === "payment_intent" ? subject.id : (subject.payment_intent ?? undefined);
  const declineCode = subject.last_payment_error?.decline_code ?? subject.last_payment_error?.code;
  const orderNumber = subject.client_reference_id ?? subject.metadata?.["orderNumber"];
  return {
    kind: "stripe.event",
    id,
    type,
    created,
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(paymentIntentId === undefined ? {} : { paymentIntentId }),
    ...(orderNumber === undefined ? {} : { orderNumber }),
    ...(declineCode === undefined ? {} : { declineCode }),
  };
}

/**
 * Events that no webhook has taken, created from the one moment until before the other, newest
 * first. Stripe keeps events for 30 days.
 * @param types at most 20
 * @throws Problem PAYMENT_PROVIDER_UNAVAILABLE
 */
export async function undeliveredEvents(
  types: readonly string[],
  created: Span,
): Promise<StripeEventMessage[]> {
  return await call(async (stripe) => {
    const list = stripe.events.list({
      delivery_success: false,
      types: [...types],
      created: within(created),
      limit: 100,
    });
    const found: StripeEventMessage[] = [];
    for await (const one of list) found.push(toMessage(event.parse(one)));
    return found;
  });
}
