import type { StripeEventMessage } from "#contracts/messages";
import * as Carts from "#data/cart";
import * as Orders from "#data/order";
import * as WebhookSeen from "#data/webhook-seen";
import { transact } from "#data/write";
import * as Cart from "#domain/cart";
import { declineWords, undecided } from "#domain/decline";
import * as Order from "#domain/order";
import { type PaymentSession, retrieveCheckoutSession } from "#gateways/stripe";
import { untilSettled } from "./attempts.ts";
import { followRefunds } from "./follow-refunds.ts";
import { cancelPending } from "./release.ts";
import { settlePayment } from "./settle-payment.ts";

const ENDED: Readonly<Record<string, string>> = {
  "checkout.session.expired": "The payment page closed unpaid.",
  "checkout.session.async_payment_failed": "The bank refused the payment.",
};

/** Events that mean something to an order. */
export const HANDLED: ReadonlySet<string> = new Set([
  "checkout.session.completed",
  "checkout.session.async_payment_succeeded",
  "payment_intent.payment_failed",
  "charge.refunded",
  "refund.updated",
  "refund.failed",
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
export async function processStripeEvent(message: StripeEventMessage, now: Date): Promise<void> {
  const { id, type, orderNumber } = message;
  if (!concernsOrders(type) || (await WebhookSeen.isSeen(id, now))) return;
  const cause = { id, type };
  switch (type) {
    case "checkout.session.completed":
    case "checkout.session.async_payment_succeeded": {
      const session = message.sessionId && (await retrieveCheckoutSession(message.sessionId));
      if (!session) throw new Error(`Stripe does not know the session of ${id}.`);
      // Completed and unpaid: the bank takes its time, and a later event tells how it ended.
      if (!session.paid) return await remark(message, UNDECIDED_NOTE, now);
      if (!(await settlePayment(session, cause, now))) await endUnserved(session, now);
      return;
    }
    case "charge.refunded":
    case "refund.updated":
    case "refund.failed":
      return await followRefunds(message, now);
    case "payment_intent.payment_failed":
      return await remark(message, declined(message), now);
    default: {
      const order = orderNumber === undefined ? undefined : await Orders.get(orderNumber);
      // Of a page that the order no longer means, there is nothing to end.
      if (order === undefined || !meansPage(order, message)) return;
      const why = { detail: ENDED[type] ?? "Not paid.", tell: "order.payment-failed" } as const;
      await cancelPending(order.orderNumber, why, now, cause);
    }
  }
}

/** Its own page took money that does not fit the order, and takes no other: the order cannot be paid. */
async function endUnserved({ id, orderNumber }: PaymentSession, now: Date): Promise<void> {
  const order = orderNumber === undefined ? undefined : await Orders.get(orderNumber);
  if (order?.status !== "PENDING" || order.payment.sessionId !== id) return;
  // The mail about the money that goes back says it all.
  await cancelPending(order.orderNumber, { detail: "Its payment went back." }, now);
}

function meansPage(order: Order.Order, message: StripeEventMessage): boolean {
  const { sessionId } = order.payment;
  return sessionId === null || message.sessionId === undefined || sessionId === message.sessionId;
}

/** What a shopper should know of an order that is not paid yet. */
interface Trouble {
  readonly kind: string;
  readonly title: string;
  /** In the shop's voice; the order page shows it while the order is unpaid. */
  readonly problem: string;
  /** The page takes no other card: the bank still decides about this one. */
  readonly undecided: boolean;
}

const UNDECIDED_NOTE: Trouble = {
  kind: "undecided",
  title: "The bank has not decided",
  problem: undecided(),
  undecided: true,
};

function declined({ declineCode }: StripeEventMessage): Trouble {
  const problem = declineWords(declineCode);
  return { kind: "declined", title: "The bank said no", problem, undecided: false };
}

/**
 * Writes it onto the unpaid order. After a refusal the page stays open for another card, and the
 * basket is free to change. A refusal that is told after the bank was asked again is old news: who
 * reads "try another card" then might pay twice.
 */
async function remark(
  message: StripeEventMessage,
  { problem, undecided: waits, ...note }: Trouble,
  now: Date,
): Promise<void> {
  const { id, type, orderNumber } = message;
  if (orderNumber === undefined) return;
  await untilSettled(async () => {
    const order = await Orders.get(orderNumber);
    if (order?.status !== "PENDING" || order.payment.undecided) return true;
    if (!meansPage(order, message)) return true;
    const payment = { ...order.payment, problem, undecided: waits };
    const step = Order.remark({ ...order, payment }, { ...note, detail: problem }, now);
    const cart = waits ? undefined : await Carts.get(order.cartId, now);
    const refusals = await transact([
      WebhookSeen.see(id, type, now),
      Orders.replace(step.order),
      Orders.record(step.event),
      ...(cart?.checkout === orderNumber ? [Carts.put(Cart.unlock(cart, now), now)] : []),
    ]);
    return refusals.length === 0 || refusals.includes("webhook") ? true : undefined;
  });
}
