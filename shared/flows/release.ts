import * as Carts from "#data/cart";
import * as Orders from "#data/order";
import * as Outbox from "#data/outbox";
import * as Reservations from "#data/reservation";
import * as Stocks from "#data/stock";
import * as WebhookSeen from "#data/webhook-seen";
import { commit, transact, type Write } from "#data/write";
import * as Cart from "#domain/cart";
import * as Order from "#domain/order";
import { undecided } from "#domain/decline";
import { expireCheckoutSession, type PaymentSession } from "#gateways/stripe";
import { describeError } from "#values/describe-error";
import { Problem } from "#values/error-codes";
import { untilSettled } from "./attempts.ts";
import { giveBackUses } from "./promotion-use.ts";
import { type StripeCause, settlePayment } from "./settle-payment.ts";

export type Ending =
  /** Its stock is free again, by this call or an earlier one. */
  | "cancelled"
  /** The payment was faster. */
  | "paid"
  /** Paid at Stripe's page, but the bank has not answered: the goods stay held. */
  | "waiting";

/** Why an unpaid order ends. */
export interface Why {
  /** For the timeline. */
  readonly detail: string;
  readonly actor?: string;
  /** The shopper is told by this mail. Nobody is told of an order that they replaced themselves. */
  readonly tell?: "order.payment-failed" | "order.cancelled";
}

/** @returns what whoever wants to end or replace an order is told while its bank decides: 409 */
export function paymentPending(orderNumber: string): Problem {
  return new Problem("PAYMENT_PENDING", undecided(orderNumber));
}

/**
 * Ends an unpaid order: closes its payment page first, then gives its stock back and frees its cart.
 * Harmless to repeat and to run twice at once: the hold can be ended only once.
 * @throws Problem PAYMENT_PROVIDER_UNAVAILABLE; nothing is released then
 */
export async function cancelPending(
  orderNumber: string,
  why: Why,
  now: Date,
  cause?: StripeCause,
): Promise<Ending> {
  return await untilSettled(async () => {
    let order = await Orders.get(orderNumber);
    if (order?.status !== "PENDING") return order && Order.isPaid(order) ? "paid" : "cancelled";
    const { sessionId } = order.payment;
    const session = sessionId === null ? undefined : await expireCheckoutSession(sessionId);
    if (session?.status === "complete" && !session.paid) {
      if (!isRefused(session)) return "waiting";
    } else if (session?.paid) {
      await settlePayment(session, undefined, now);
      order = await Orders.get(orderNumber);
      // Still unpaid: the money was refused and given back, and the order ends like any other.
      if (order?.status !== "PENDING") return order && Order.isPaid(order) ? "paid" : "cancelled";
    }
    return (await release(order, why, now, cause)) ? "cancelled" : undefined;
  });
}

/** Complete and unpaid: the bank is still asked, or it said no in the end and nothing is to come. */
function isRefused({ payment }: PaymentSession): boolean {
  return payment !== undefined && REFUSED.has(payment.status);
}

const REFUSED: ReadonlySet<string> = new Set(["requires_payment_method", "canceled"]);

async function release(
  order: Order.Order,
  why: Why,
  now: Date,
  cause: StripeCause | undefined,
): Promise<boolean> {
  const { orderNumber } = order;
  const { tell, ...note } = why;
  const step = Order.cancel(order, note, now);
  // Without a hold there is nothing to release; had a payment ended it just now, the order's version
  // would refuse the rest.
  const reservation = await Reservations.get(orderNumber);
  const refusals = await transact([
    ...(cause ? [WebhookSeen.see(cause.id, cause.type, now)] : []),
    Orders.replace(step.order),
    reservation ? Reservations.endWith(step.event) : Orders.record(step.event),
    ...(reservation?.lines ?? []).map((line) => Stocks.release(line, now)),
    ...(await freeCart(order, now)),
    ...(await giveBackUses(order)),
    ...(tell ? [Outbox.add(Outbox.newEvent(tell, orderNumber, now))] : []),
  ]);
  return refusals.length === 0;
}

async function freeCart(order: Order.Order, now: Date): Promise<Write[]> {
  const cart = await Carts.get(order.cartId, now);
  return cart?.pendingOrders.includes(order.orderNumber)
    ? [Carts.put(Cart.forgetOrder(cart, order.orderNumber, now), now)]
    : [];
}

/** Why an order ends that nobody paid. */
export const NOT_IN_TIME = { detail: "Not paid in time.", tell: "order.payment-failed" } as const;

/** A run takes so many; the next one, a minute later, takes the rest. */
const BATCH = 200;
const MINUTE_MS = 60_000;
/** A bank that has not decided is asked again after so long; its goods stay held. */
const BANK_MS = 10 * MINUTE_MS;
/** A hold that cannot be ended is tried again after as long as it is overdue, within these limits. */
const LEAST_PAUSE_MS = MINUTE_MS;
const MOST_PAUSE_MS = 60 * MINUTE_MS;
const later = (now: Date, ms: number): Date => new Date(now.getTime() + ms);

/** One cancellation asks Stripe, for at most 21 seconds when it does not answer. */
const TIME_FOR_ONE_MS = 25_000;

/**
 * Ends every unpaid order whose hold is over. One that fails does not stop the others, nor do many
 * that fail for good: they are tried ever more rarely, and the integrity page shows them.
 * @param remainingMs time left to this run
 * @throws Error after all were tried, where some failed; why each did is in the log
 */
export async function releaseDue(now: Date, remainingMs: () => number): Promise<void> {
  let failed = 0;
  for (const orderNumber of await Reservations.due(now, BATCH)) {
    if (remainingMs() < TIME_FOR_ONE_MS) break;
    // The index may be stale: the item itself decides.
    const hold = await Reservations.get(orderNumber);
    if (hold === undefined || hold.expiresAt > now.toISOString()) continue;
    try {
      await end(orderNumber, now);
    } catch (error) {
      failed += 1;
      console.error(
        JSON.stringify({ level: "error", what: "release", orderNumber, ...describeError(error) }),
      );
      const overdue = now.getTime() - new Date(hold.expiresAt).getTime();
      const pause = Math.min(MOST_PAUSE_MS, Math.max(LEAST_PAUSE_MS, overdue));
      await commit(Reservations.postpone(orderNumber, later(now, pause)));
    }
  }
  if (failed > 0) throw new Error(`${failed} holds not released`);
}

async function end(orderNumber: string, now: Date): Promise<void> {
  const ending = await cancelPending(orderNumber, NOT_IN_TIME, now);
  // Asked again each minute, the orders that wait for a bank would soon fill every run.
  if (ending === "waiting") await commit(Reservations.prolong(orderNumber, later(now, BANK_MS)));
  else if ((await Reservations.get(orderNumber)) !== undefined) {
    throw new Error("The hold belongs to no order that waits: a person must look.");
  }
}
