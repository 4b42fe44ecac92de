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
 * @throws Problem WEBHOOK_SIGNATURE_INVALID
 */
export async function verifyEvent(
  rawBody: string,
  signature: string | undefined,
): Promise<StripeEventMessage> {
  if (!signature) throw new Problem("WEBHOOK_SIGNATURE_INVALID", "Stripe-Signature is missing.");
  const stripe = await connect();
  const secret = await webhookSecret();
  try {
    return toMessage(construct(stripe, rawBody, signature, secret));
  } catch (cause) {
    const current = await webhookSecret({ fresh: true });
    if (current !== secret) return toMessage(construct(stripe, rawBody, signature, current));
    throw cause;
  }
}

function construct(stripe: StripeSdk, body: string, signature: string, secret: string): unknown {
  try {
    return stripe.webhooks.constructEvent(body, signature, secret, SIGNATURE_TOLERANCE_S);
  } catch (cause) {
    throw new Problem("WEBHOOK_SIGNATURE_INVALID", "The signature does not fit the body.", {
      cause,
    });
  }
}

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

function toMessage(verified: unknown): StripeEventMessage {
  const { id, type, created, data } = event.parse(verified);
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
    for await (const one of list) found.push(toMessage(one));
    return found;
  });
}
