import type { AdminOrder } from "#contracts/admin-orders";
import * as Orders from "#data/order";
import * as Profiles from "#data/profile";
import { cancellable } from "#domain/cancellation";
import { unshipped } from "#domain/fulfilment";
import * as Order from "#domain/order";
import * as Lines from "#domain/order-lines";
import { showRefund, toPublic } from "#domain/order-view";
import { isOwn, type Refund, refundable } from "#domain/refund";
import { piecesLeft } from "#domain/refund-amount";
import { debts } from "#domain/refund-debt";
import { PROVIDER } from "#domain/refund-outcome";
import { returnable } from "#domain/return";
import { compareBooks } from "#flows/books";
import { mailsOf } from "./order-mails.ts";

type Entry = AdminOrder["timeline"][number];

/** The order as staff see it, with what happened to it, newest first. */
export async function presentOrder(order: Order.Order, now: Date): Promise<AdminOrder> {
  const [events, mails, books] = await Promise.all([
    Orders.events(order.orderNumber),
    mailsOf(order),
    compareBooks(order),
  ]);
  const names = await namesOf(events.map((one) => one.actor));
  const timeline = [...events.toReversed().map((one) => toEntry(one, names)), ...mails];
  return {
    ...toPublic(order, now),
    customerId: order.userId,
    paymentIntentId: order.payment.intentId,
    version: order.version,
    refunds: order.refunds.map(toRefund),
    refundable: refundable(order),
    refundablePieces: [...Lines.pick(order, piecesLeft(order))],
    debts: debts(order).map(({ refund, amount }) => ({
      refundId: refund.id,
      amount,
      failure: refund.failure,
      own: isOwn(order, refund),
    })),
    cancellable: cancellable(order, "team"),
    returnable: [...Lines.pick(order, (item) => returnable(order, item, "team", now))],
    unshipped: [...unshipped(order)],
    timeline: timeline.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)),
    books,
  };
}

function toRefund(refund: Refund): AdminOrder["refunds"][number] {
  return { ...showRefund(refund), paymentIntentId: refund.intentId };
}

/** Names by sub, of those whose account has one. */
async function namesOf(actors: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const people = [...new Set(actors)].filter((one) => !NOBODY.has(one));
  const profiles = await Promise.all(people.map((sub) => Profiles.get(sub)));
  return new Map(profiles.flatMap((one) => (one === undefined ? [] : [[one.sub, one.name]])));
}

/** Who acts without an account. */
const NOBODY: ReadonlySet<string> = new Set([Order.SYSTEM, "guest", PROVIDER]);

function toEntry(
  { at, kind, title, detail, actor }: Order.OrderEvent,
  names: ReadonlyMap<string, string>,
): Entry {
  const actorName = names.get(actor) ?? null;
  const said = kind === "note" && actorName !== null ? `Note by ${actorName}` : title;
  return { at, kind, title: said, detail, actor, actorName };
}
