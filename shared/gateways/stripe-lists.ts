import { connect, toProblem } from "./stripe-client.ts";

/** The most that Stripe gives in one answer. */
const PAGE = 100;

/**
 * Orders of which Stripe gave money back since then, whoever asked for it.
 * @throws Problem PAYMENT_PROVIDER_UNAVAILABLE
 */
export async function listRefundedOrders(since: Date): Promise<ReadonlySet<string>> {
  const stripe = await connect();
  const found = new Set<string>();
  try {
    const refunds = stripe.refunds.list({
      created: { gte: Math.floor(since.getTime() / 1_000) },
      limit: PAGE,
      expand: ["data.payment_intent"],
    });
    for await (const { payment_intent: intent } of refunds) {
      if (intent === null || typeof intent === "string") continue;
      const { orderNumber } = intent.metadata;
      if (orderNumber !== undefined) found.add(orderNumber);
    }
  } catch (error) {
    throw toProblem(error);
  }
  return found;
}

/**
 * Gives back all that is left of a payment which belongs to no order; those of orders go by their
 * refunds.
 * @param idempotencyKey so that asking twice pays once
 * @throws Problem PAYMENT_PROVIDER_UNAVAILABLE
 */
export async function refundAll(paymentIntentId: string, idempotencyKey: string): Promise<void> {
  const stripe = await connect();
  try {
    await stripe.refunds.create({ payment_intent: paymentIntentId }, { idempotencyKey });
  } catch (error) {
    throw toProblem(error);
  }
}
