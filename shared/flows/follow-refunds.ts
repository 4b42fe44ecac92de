import type { StripeEventMessage } from "#contracts/messages";
import * as Orders from "#data/order";
import * as Outbox from "#data/outbox";
import * as WebhookSeen from "#data/webhook-seen";
import { commit, transact } from "#data/write";
import type { Order } from "#domain/order";
import type { Refund } from "#domain/refund";
import * as Outcome from "#domain/refund-outcome";
import { listRefunds, type MadeRefund, retrievePayment } from "#gateways/stripe";
import { untilSettled } from "./attempts.ts";
import { recordRefund } from "./refund.ts";

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
  for (const made of (await listRefunds(paymentIntentId)).toReversed()) {
    const known = find(order, made);
    if (known) await recordRefund(order.orderNumber, known.id, made, now);
    else if (made.status === "succeeded")
      await notice(order.orderNumber, paymentIntentId, made, now);
  }
  // Each step above happens once by what the order says: this only saves the next reading.
  await commit(WebhookSeen.see(id, type, now));
}

function find(order: Order, made: MadeRefund): Refund | undefined {
  return order.refunds.find((one) => one.id === made.refundId || one.stripeRefundId === made.id);
}

/** Money that somebody gave back at Stripe's own pages becomes a fact here, once. */
async function notice(
  orderNumber: string,
  intentId: string,
  made: MadeRefund,
  now: Date,
): Promise<void> {
  const { id: stripeRefundId, amount } = made;
  await untilSettled(async () => {
    const order = await Orders.get(orderNumber);
    if (order === undefined || find(order, made)) return true;
    const {
      order: after,
      event,
      refund,
    } = Outcome.notice(order, { intentId, stripeRefundId, amount }, now);
    const refusals = await transact([
      Orders.replace(after),
      Orders.record(event),
      Outbox.add(Outbox.newEvent("order.refunded", orderNumber, now, refund.id)),
    ]);
    return refusals.length === 0 ? true : undefined;
  });
}
