import type { OrderMessage } from "#contracts/messages";
import * as Carts from "#data/cart";
import * as Orders from "#data/order";
import * as WebhookSeen from "#data/webhook-seen";
import { transact } from "#data/write";
import * as Cart from "#domain/cart";
import * as Order from "#domain/order";
import { retrieveCheckoutSession } from "#gateways/stripe";
import { untilSettled } from "./attempts.ts";
import { cancelPending } from "./release.ts";
import { type StripeCause, settlePayment } from "./settle-payment.ts";

const ENDED: Readonly<Record<string, string>> = {
  "checkout.session.expired": "The payment page closed unpaid.",
  "checkout.session.async_payment_failed": "The bank refused the payment.",
};

const HANDLED: ReadonlySet<string> = new Set([
  "checkout.session.completed",
  "checkout.session.async_payment_succeeded",
  "payment_intent.payment_failed",
  ...Object.keys(ENDED),
]);

/** Whether an event means anything to an order; the rest need not be queued. */
export function concernsOrders(type: string): boolean {
  return HANDLED.has(type);
}

/**
 * Does what one event of Stripe means for its order. The event is only a hint: the session is read
 * from Stripe, so events may come late, twice and in any order.
 * @throws Problem PAYMENT_PROVIDER_UNAVAILABLE and others; the queue delivers the message again
 */
export async function processStripeEvent(message: OrderMessage, now: Date): Promise<void> {
  const { id, type, orderNumber } = message;
  if (!concernsOrders(type) || (await WebhookSeen.isSeen(id))) return;
  switch (type) {
    case "checkout.session.completed":
    case "checkout.session.async_payment_succeeded": {
      const session = message.sessionId && (await retrieveCheckoutSession(message.sessionId));
      if (!session) throw new Error(`Stripe does not know the session of ${id}.`);
      // Completed and unpaid: the bank takes its time, and a later event tells how it ended.
      if (session.paid) await settlePayment(session, { id, type }, now);
      return;
    }
    case "payment_intent.payment_failed":
      if (orderNumber !== undefined) await decline(orderNumber, { id, type }, now);
      return;
    default: {
      const order = orderNumber === undefined ? undefined : await Orders.get(orderNumber);
      // Of a page that the order no longer means, there is nothing to end.
      if (order === undefined || !meansPage(order, message)) return;
      const paymentFailed = type === "checkout.session.async_payment_failed";
      const detail = ENDED[type] ?? "Not paid.";
      await cancelPending(order.orderNumber, { detail }, now, { id, type, paymentFailed });
    }
  }
}

function meansPage(order: Order.Order, message: OrderMessage): boolean {
  const { sessionId } = order.payment;
  return sessionId === null || message.sessionId === undefined || sessionId === message.sessionId;
}

/** The card was refused; the page stays open for another one, and the basket is free to change. */
async function decline(orderNumber: string, cause: StripeCause, now: Date): Promise<void> {
  await untilSettled(async () => {
    const order = await Orders.get(orderNumber);
    if (order?.status !== "PENDING") return true;
    const detail = "Nothing was charged.";
    const note = { kind: "declined", title: "The bank said no", detail };
    const step = Order.remark(order, note, now);
    const cart = await Carts.get(order.cartId, now);
    const refusals = await transact([
      WebhookSeen.see(cause.id, cause.type, now),
      Orders.replace(step.order),
      Orders.record(step.event),
      ...(cart?.checkout === orderNumber ? [Carts.put(Cart.unlock(cart, now), now)] : []),
    ]);
    return refusals.length === 0 || refusals.includes("webhook") ? true : undefined;
  });
}
