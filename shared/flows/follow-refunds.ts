import type { StripeEventMessage } from "#contracts/messages";
import * as Orders from "#data/order";
import * as WebhookSeen from "#data/webhook-seen";
import { commit } from "#data/write";
import type { Order } from "#domain/order";
import { notice, type Outcome } from "#domain/refund-outcome";
import { listRefunds, type MadeRefund, retrievePayment } from "#gateways/stripe";
import { untilSettled } from "./attempts.ts";
import { commitOutcome, outcomeOf } from "./refund.ts";

/**
 * Something became of a payment's refunds: a bank has taken one or sent it back, or somebody gave
 * money back at Stripe's own pages. As with every event, Stripe is asked how things stand, so the
 * order of events means nothing.
 * @throws Problem PAYMENT_PROVIDER_UNAVAILABLE; the queue delivers the message again
 */
export async function followRefunds(message: StripeEventMessage, now: Date): Promise<void> {
  const { id, type, paymentIntentId } = message;
  if (paymentIntentId === undefined) return;
  const orderNumber = message.orderNumber ?? (await retrievePayment(paymentIntentId))?.orderNumber;
  const order = orderNumber === undefined ? undefined : await Orders.get(orderNumber);
  if (order === undefined) return;
  await followRefundsOf(order, paymentIntentId, now);
  // Each step above happens once by what the order says: this only saves the next reading.
  await commit(WebhookSeen.see(id, type, now));
}

/**
 * Writes into an order what became of the refunds of one payment, each once.
 * @throws Problem PAYMENT_PROVIDER_UNAVAILABLE
 */
export async function followRefundsOf(
  { orderNumber }: Pick<Order, "orderNumber">,
  paymentIntentId: string,
  now: Date,
): Promise<void> {
  for (const made of (await listRefunds(paymentIntentId)).toReversed()) {
    await untilSettled(async () => {
      const order = await Orders.get(orderNumber);
      return order && (await commitOutcome(meaning(order, paymentIntentId, made, now), now));
    });
  }
}

/** What a refund means for the order; undefined where that is known already. */
function meaning(order: Order, intentId: string, made: MadeRefund, now: Date): Outcome | undefined {
  const { id: stripeRefundId, refundId, status, amount } = made;
  const known = order.refunds.find(
    (one) => one.id === refundId || one.stripeRefundId === stripeRefundId,
  );
  if (known) return outcomeOf(order, known.id, made, now);
  // Somebody made it at Stripe's own pages; one that failed took nothing from anybody.
  if (status === "failed" || status === "canceled") return undefined;
  return notice(order, { intentId, stripeRefundId, amount, done: status === "succeeded" }, now);
}
