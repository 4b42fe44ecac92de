import * as Carts from "#data/cart";
import * as Orders from "#data/order";
import * as Outbox from "#data/outbox";
import * as Reservations from "#data/reservation";
import * as Stocks from "#data/stock";
import * as Movements from "#data/stock-movement";
import * as WebhookSeen from "#data/webhook-seen";
import { transact, type Write } from "#data/write";
import * as Cart from "#domain/cart";
import * as Order from "#domain/order";
import { pay, withBackordered } from "#domain/order-payment";
import * as Refund from "#domain/refund";
import type { HeldLine } from "#domain/stock";
import * as StockLines from "#domain/stock-lines";
import type { PaymentSession } from "#gateways/stripe";
import { newUlid } from "#values/id";
import * as Money from "#values/money";
import { untilSettled } from "./attempts.ts";
import { takeUsesAgain } from "./promotion-use.ts";
import { refundWrites, tryRefund } from "./refund.ts";

/**
 * What one transaction holds. An order that is paid in time fits, see place-order.ts; one that is paid
 * late takes its uses of codes again besides, and its goods from wherever they lie by then.
 */
const MOST_WRITES = 100;

/** The event of Stripe that something is done for; recorded in the transaction of its effect. */
export interface StripeCause {
  readonly id: string;
  readonly type: string;
}

/**
 * Takes a paid session's money for its order: PENDING becomes PAID, held goods are sold, the cart
 * gives up what was bought, mail and reports are told. Once, however often and in whatever order it
 * is called. What cannot be delivered (another amount, a second payment, goods gone after the hold
 * had ended) is given back in full, by a refund that is written down before it is made.
 *
 * Whether it buys or goes back is decided once: both are written over the order's version, and one
 * that goes back is remembered in the order, so that another event, come back stock or not, finds it.
 * @returns whether the order has this payment; false where the money goes back
 */
export async function settlePayment(
  session: PaymentSession,
  cause: StripeCause | undefined,
  now: Date,
): Promise<boolean> {
  const { orderNumber } = session;
  return await untilSettled(async () => {
    const found = orderNumber === undefined ? undefined : await Reservations.withOrder(orderNumber);
    if (found === undefined) {
      // Another shop on the same Stripe account, perhaps: not ours to refund.
      console.warn(
        JSON.stringify({ level: "warn", what: "payment without order", id: session.id }),
      );
      return false;
    }
    const { order, reservation } = found;
    // However it went on: an order that was paid is not paid a second time, not even once cancelled.
    if (order.payment.paidAt !== null) {
      return await refuseSecond(order, session, cause, now);
    }
    const objection = objectionTo(order, session);
    if (objection !== undefined) return await giveBack(order, session, objection, cause, now);
    // PENDING has its hold, CANCELLED has lost it and takes the goods from what is free.
    const held = order.status === "PENDING";
    const lines = held ? reservation?.lines : await pickAnew(order);
    if (!held && lines === undefined) {
      const why = "The payment came after the hold had ended, and the goods are gone.";
      return await giveBack(order, session, why, cause, now);
    }
    const uses = held ? [] : await takeUsesAgain(order);
    if (typeof uses === "string") {
      const why = `The payment came after the hold had ended. ${uses}`;
      return await giveBack(order, session, why, cause, now);
    }
    const writes = lines && [...(await settlement(order, lines, session, cause, now)), ...uses];
    if (!held && writes !== undefined && writes.length > MOST_WRITES) {
      const why = "The payment came after the hold had ended, and the goods lie scattered by now.";
      return await giveBack(order, session, why, cause, now);
    }
    // A hold that is not there any more was ended by whoever was faster.
    const refusals = writes && (await transact(writes));
    // Where pieces went to others in this instant there may be more: only a look at the stock tells.
    return refusals?.length === 0 || refusals?.includes("webhook") ? true : undefined;
  });
}

/** Why a payment must not buy its order; undefined where it may. */
function objectionTo(order: Order.Order, session: PaymentSession): string | undefined {
  if (wentBack(order, session)) return "It went back before, so it buys nothing.";
  // A cheap session must not pay an expensive order.
  const asked = Money.format(order.total, order.currency);
  if (session.currency !== order.currency) return `Paid in ${session.currency}, asked ${asked}.`;
  if (session.amount !== order.total) {
    return `Paid ${Money.format(session.amount, order.currency)}, asked ${asked}.`;
  }
  if (session.quote !== order.quote) return "Paid on the payment page of another quote.";
  const expected = order.payment.sessionId;
  return expected === null || expected === session.id ? undefined : "Paid on another payment page.";
}

/**
 * By us or by somebody at Stripe's own pages, made, failed or only written down: goods may have come
 * back into stock since, and Stripe goes on calling such a session paid. What went back of a payment
 * for a live order in part is a refund like any other.
 */
function wentBack(order: Order.Order, session: PaymentSession): boolean {
  const ours = order.refunds.filter((one) => one.intentId === session.paymentIntentId);
  const written = ours.reduce((sum, one) => sum + one.amount, 0);
  const back = Math.max(written, session.payment?.refunded ?? 0);
  return order.status === "CANCELLED" ? back > 0 : back > 0 && back >= session.amount;
}

/** What is free now for an order whose hold has ended; undefined where it is not enough. */
async function pickAnew(order: Order.Order): Promise<readonly HeldLine[] | undefined> {
  const stocks = await Stocks.getAll(order.items.map((item) => item.sku));
  const picked = order.items.map(({ sku, quantity }) => {
    const stock = stocks.get(sku);
    return stock && StockLines.pick(stock, quantity, Math.random());
  });
  return picked.includes(undefined) ? undefined : picked.flatMap((lines) => lines ?? []);
}

async function settlement(
  order: Order.Order,
  lines: readonly HeldLine[],
  session: PaymentSession,
  cause: StripeCause | undefined,
  now: Date,
): Promise<Write[]> {
  const { orderNumber } = order;
  const { brand, last4 } = session.payment ?? {};
  const method = brand === undefined ? null : [brand, last4].join(" ").trimEnd();
  const received = { sessionId: session.id, intentId: session.paymentIntentId ?? null, method };
  const step = pay(order, received, now);
  const held = order.status === "PENDING";
  return [
    ...seen(cause, now),
    Orders.replace(held ? step.order : withBackordered(step.order, lines)),
    held ? Reservations.endWith(step.event) : Orders.record(step.event),
    ...lines.map((line) => (held ? Stocks.sell(line, now) : Stocks.sellUnheld(line, now))),
    ...[...StockLines.piecesBySku(lines)].map(([sku, quantity]) =>
      Movements.record({
        id: newUlid(now),
        sku,
        kind: "sale",
        quantity: -quantity,
        reason: null,
        orderNumber,
        actor: Order.SYSTEM,
        at: now.toISOString(),
      }),
    ),
    ...(await takeFromCart(order, now)),
    Outbox.add(Outbox.newEvent("order.paid", orderNumber, now)),
  ];
}

async function takeFromCart(order: Order.Order, now: Date): Promise<Write[]> {
  const cart = await Carts.get(order.cartId, now);
  if (!cart?.pendingOrders.includes(order.orderNumber)) return [];
  const left = Cart.afterPurchase(cart, order, now);
  return [left.lines.length === 0 ? Carts.remove(cart) : Carts.put(left, now)];
}

function seen(cause: StripeCause | undefined, now: Date): Write[] {
  return cause === undefined ? [] : [WebhookSeen.see(cause.id, cause.type, now)];
}

/** The same payment told again changes nothing; another one for the same order goes back. */
async function refuseSecond(
  order: Order.Order,
  session: PaymentSession,
  cause: StripeCause | undefined,
  now: Date,
): Promise<boolean | undefined> {
  const { intentId } = order.payment;
  if (session.paymentIntentId === undefined || session.paymentIntentId === intentId) return true;
  return await giveBack(order, session, "The order was paid before.", cause, now);
}

/** Writes down first that the money goes back; from then on it cannot buy anything. */
async function giveBack(
  order: Order.Order,
  session: PaymentSession,
  reason: string,
  cause: StripeCause | undefined,
  now: Date,
): Promise<false | undefined> {
  const { orderNumber } = order;
  const { paymentIntentId: intentId, payment } = session;
  const step =
    intentId &&
    Refund.requestForPayment(
      order,
      { intentId, charged: session.amount, refunded: payment?.refunded ?? 0, reason },
      now,
    );
  const writes = [...seen(cause, now), ...(step ? refundWrites(step, now) : [])];
  const refusals = writes.length === 0 ? [] : await transact(writes);
  if (refusals.includes("webhook")) return false;
  if (refusals.length > 0) return undefined;
  if (step) await tryRefund(orderNumber, step.refund.id, now);
  return false;
}
