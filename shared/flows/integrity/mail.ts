import { mailKey, mailKind } from "#contracts/messages";
import * as MailRecords from "#data/mail-record";
import * as Orders from "#data/order";
import * as Outbox from "#data/outbox";
import { commit } from "#data/write";
import type { Drift } from "#domain/integrity";
import { ofMail, type OwedMail } from "#domain/integrity-mail";
import { type Order, STATUSES } from "#domain/order";
import type { ReturnStatus } from "#domain/return";
import { confirmed, inParallel, type Looking, LOOKS_BACK_MS, type Seen } from "./look.ts";

/** What still happens to an order mostly happens within a month. */
const PLACED_WITHIN_MS = 30 * 86_400_000;
/** Of these, a stretch is held in memory at a time. */
const STRETCH = 500;

/**
 * Compares what happened to orders in the last week with the records of the mails that each event
 * owes. An order costs half a read unit, and a record one: some $0.01 a run for 10,000 orders.
 */
export async function lookAtMail(looking: Looking): Promise<Seen> {
  const now = looking.now().getTime();
  const placed = await Orders.referencesByStatus(STATUSES, new Date(now - PLACED_WITHIN_MS));
  const since = new Date(now - LOOKS_BACK_MS).toISOString();
  const begun = await begunMails();
  let compared = begun.length;
  const suspects: Drift[] = [...(await driftsOf(begun, looking))];
  for (let at = 0; at < placed.length; at += STRETCH) {
    const numbers = placed.slice(at, at + STRETCH).map((one) => one.orderNumber);
    const orders = (await Orders.getAll(numbers)).filter((order) => order.updatedAt >= since);
    const owed = orders.flatMap(owedMails);
    compared += owed.length;
    suspects.push(...(await driftsOf(owed, looking)));
  }
  const once = [...new Map(suspects.map((drift) => [drift.subject, drift])).values()];
  const drifts = await confirmed(once, (left) => lookAgain(left, looking), looking);
  return { compared, drifts };
}

/** Mails that somebody began to send, those of accounts and staff among them. */
async function begunMails(): Promise<OwedMail[]> {
  const records = await MailRecords.unfinished();
  return records.map(({ key }) => ({ key, title: "Mail", orderNumber: key.split("/")[1] ?? key }));
}

async function lookAgain(suspects: readonly Drift[], looking: Looking): Promise<readonly Drift[]> {
  const keys = new Set(suspects.map((one) => one.subject));
  const numbers = new Set([...keys].flatMap((key) => key.split("/")[1] ?? []));
  const orders = await inParallel([...numbers], 25, Orders.get);
  const owed = [
    ...(await begunMails()),
    ...orders.flatMap((order) => (order ? owedMails(order) : [])),
  ];
  const mails = new Map(owed.map((mail) => [mail.key, mail]));
  return await driftsOf(
    [...mails.values()].filter((mail) => keys.has(mail.key)),
    looking,
  );
}

/** The outbox is read first: an event leaves it after its mail is written down. */
async function driftsOf(owed: readonly OwedMail[], { now }: Looking): Promise<readonly Drift[]> {
  if (owed.length === 0) return [];
  const told = new Set((await Outbox.all()).map(keyOfEvent));
  const records = await MailRecords.getAll(owed.map((mail) => mail.key));
  return owed.flatMap(
    (mail) => ofMail(mail, records.get(mail.key), told.has(mail.key), now()) ?? [],
  );
}

function keyOfEvent({ kind, orderNumber, subject }: Outbox.OutboxEvent): string {
  const known = mailKind.safeParse(kind);
  return known.success ? mailKey(known.data, orderNumber, subject) : "";
}

const OF_RETURN: Record<ReturnStatus, string> = {
  REQUESTED: "return.requested",
  APPROVED: "return.approved",
  REJECTED: "return.rejected",
  RECEIVED: "return.received",
  REFUNDED: "return.received",
};

/**
 * What an order's shopper must have been told by now, by what is so and not by who emitted what. Of
 * an unpaid order that was cancelled, only its canceller knows whether somebody waits for word.
 */
function owedMails(order: Order): OwedMail[] {
  const { orderNumber, status, payment, fulfilments, refunds, returns } = order;
  const paid = payment.paidAt !== null;
  const happened: readonly (readonly [kind: string, title: string, subject?: string])[] = [
    ...(paid ? [["order.paid", "Receipt"] as const] : []),
    ...(paid && status === "CANCELLED" ? [["order.cancelled", "Word of the end"] as const] : []),
    ...fulfilments.map(({ id }) => ["order.shipped", "Word that it left", id] as const),
    ...fulfilments
      .filter(({ deliveredAt }) => deliveredAt !== null)
      .map(({ id }) => ["order.delivered", "Word that it arrived", id] as const),
    ...refunds
      .filter((refund) => refund.status === "SUCCEEDED")
      .map(({ id }) => ["order.refunded", "Word of the refund", id] as const),
    ...returns.map((one) => [OF_RETURN[one.status], "Word of the return", one.id] as const),
  ];
  return happened.flatMap(([kind, title, subject]) => {
    const known = mailKind.safeParse(kind);
    return known.success
      ? [{ key: mailKey(known.data, orderNumber, subject), title, orderNumber }]
      : [];
  });
}

/**
 * Tells the event of a mail again, so that it is sent. Where its record says by now that it went
 * out, nothing is sent: the mail job asks the record first.
 * @param key of the mail, e.g. `order.paid/P-261123-7F3KQ`
 */
export async function sendAgain(key: string, now: Date): Promise<void> {
  const [kind, orderNumber, subject] = key.split("/");
  const known = mailKind.safeParse(kind);
  if (!known.success || orderNumber === undefined) {
    throw new Error("It is not about an order: whoever it was for asks again.");
  }
  await commit(Outbox.add(Outbox.newEvent(known.data, orderNumber, now, subject)));
}
