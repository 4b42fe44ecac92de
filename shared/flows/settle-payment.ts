import * as Carts from "#data/cart";
import * as Orders from "#data/order";
import * as Outbox from "#data/outbox";
import * as Reservations from "#data/reservation";
import * as Stocks from "#data/stock";
import * as Movements from "#data/stock-movement";
import * as WebhookSeen from "#data/webhook-seen";
import { type Refusals, transact, type Write } from "#data/write";
import * as Cart from "#domain/cart";
import * as Order from "#domain/order";
import * as Refund from "#domain/refund";
import * as Stock from "#domain/stock";
import { type PaymentSession, retrievePayment } from "#gateways/stripe";
import { newUlid } from "#values/id";
import * as Money from "#values/money";
import { untilSettled } from "./attempts.ts";
import { refundWrites, tryRefund } from "./refund.ts";

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
 */
export async function settlePayment(
  session: PaymentSession,
  cause: StripeCause | undefined,
  now: Date,
): Promise<void> {
  const { orderNumber } = session;
  const method = await methodOf(session);
  await untilSettled(async () => {
    const found = orderNumber === undefined ? undefined : await Reservations.withOrder(orderNumber);
    if (found === undefined) {
      // Another shop on the same Stripe account, perhaps: not ours to refund.
      console.warn(
        JSON.stringify({ level: "warn", what: "payment without order", id: session.id }),
      );
      return true;
    }
    const { order, reservation } = found;
    // However it went on: an order that was paid is not paid a second time, not even once cancelled.
    if (order.payment.paidAt !== null) {
      return await refuseSecond(order, session, cause, now);
    }
    const objection = objectionTo(order, session) ?? (await objectionToLate(order, session));
    if (objection !== undefined) return await giveBack(order, session, objection, cause, now);
    // PENDING has its hold, CANCELLED has lost it and takes the goods from what is free.
    const lines = order.status === "PENDING" ? reservation?.lines : await pickAnew(order);
    const refusals =
      lines === undefined
        ? ["stock:"]
        : await transact(await settlement(order, lines, session, method, cause, now));
    if (refusals.length === 0 || refusals.includes("webhook")) return true;
    if (order.status === "CANCELLED" && soldOut(refusals)) {
      const why = "The payment came after the hold had ended, and the goods are gone.";
      return await giveBack(order, session, why, cause, now);
    }
    return undefined;
  });
}

const soldOut = (refusals: Refusals): boolean => refusals.some((name) => name.startsWith("stock:"));

/** For the receipt only, so a missing answer must not hold back a paid order. */
async function methodOf(session: PaymentSession): Promise<string | null> {
  if (session.paymentIntentId === undefined) return null;
  const payment = await retrievePayment(session.paymentIntentId).catch(() => undefined);
  const parts = [payment?.brand, payment?.last4].filter((part) => part !== undefined);
  return parts.length === 0 ? null : parts.join(" ");
}

/** A cheap session must not pay an expensive order. */
function objectionTo(order: Order.Order, session: PaymentSession): string | undefined {
  if (session.currency !== order.currency || session.amount !== order.total) {
    const paid = `${Money.toMajor(session.amount)} ${session.currency}`;
    return `Paid ${paid}, asked ${Money.toMajor(order.total)} ${order.currency}.`;
  }
  const expected = order.payment.sessionId;
  return expected === null || expected === session.id ? undefined : "Paid on another payment page.";
}

/**
 * Goods may come back into stock after a late payment was given back for want of them: told again,
 * that money must not buy them after all.
 */
async function objectionToLate(
  order: Order.Order,
  session: PaymentSession,
): Promise<string | undefined> {
  if (order.status !== "CANCELLED") return undefined;
  const { paymentIntentId } = session;
  const intended = paymentIntentId !== undefined && Refund.givenBack(order, paymentIntentId) > 0;
  if (!intended && !(await isGivenBack(session))) return undefined;
  return "It went back before, so the order stays cancelled.";
}

/** @throws Problem PAYMENT_PROVIDER_UNAVAILABLE; whoever does not know must not decide */
async function isGivenBack({ paymentIntentId }: PaymentSession): Promise<boolean> {
  if (paymentIntentId === undefined) return false;
  const payment = await retrievePayment(paymentIntentId);
  return payment !== undefined && payment.refunded > 0;
}

/** What is free now for an order whose hold has ended; undefined where it is not enough. */
async function pickAnew(order: Order.Order): Promise<readonly Stock.HeldLine[] | undefined> {
  const stocks = await Stocks.getAll(order.items.map((item) => item.sku));
  const picked = order.items.map(({ sku, quantity }) => {
    const stock = stocks.get(sku);
    return stock && Stock.pick(stock, quantity, Math.random());
  });
  return picked.includes(undefined) ? undefined : picked.flatMap((lines) => lines ?? []);
}

async function settlement(
  order: Order.Order,
  lines: readonly Stock.HeldLine[],
  session: PaymentSession,
  method: string | null,
  cause: StripeCause | undefined,
  now: Date,
): Promise<Write[]> {
  const { orderNumber } = order;
  const received = { sessionId: session.id, intentId: session.paymentIntentId ?? null, method };
  const step = Order.pay(order, received, now);
  const held = order.status === "PENDING";
  return [
    ...seen(cause, now),
    Orders.replace(held ? step.order : Order.withBackordered(step.order, lines)),
    Orders.record(step.event),
    ...(held ? [Reservations.endHold(orderNumber)] : []),
    ...lines.map((line) => (held ? Stocks.sell(line, now) : Stocks.sellUnheld(line, now))),
    ...[...Stock.piecesBySku(lines)].map(([sku, quantity]) =>
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
  if (cart?.pendingOrder !== order.orderNumber) return [];
  const left = Cart.afterPurchase(cart, order.items, now);
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
): Promise<true | undefined> {
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
): Promise<true | undefined> {
  const { orderNumber } = order;
  const { paymentIntentId: intentId, amount } = session;
  const step =
    intentId === undefined || (await isGivenBack(session))
      ? undefined
      : Refund.requestForPayment(order, { intentId, amount, reason }, now);
  const writes = [...seen(cause, now), ...(step ? refundWrites(step, now) : [])];
  const refusals = writes.length === 0 ? [] : await transact(writes);
  if (refusals.includes("webhook")) return true;
  if (refusals.length > 0) return undefined;
  if (step) await tryRefund(orderNumber, step.refund.id, now);
  return true;
}
