import type { AdminOrder } from "#contracts/admin";
import { mailKey, mailKind, type MailKind } from "#contracts/messages";
import * as MailRecord from "#data/mail-record";
import * as Orders from "#data/order";
import * as Order from "#domain/order";
import { toPublic } from "#domain/order-view";

type Entry = AdminOrder["timeline"][number];

const MAIL_TITLES: Record<MailKind, string> = {
  "order.paid": "Receipt sent",
  "order.shipped": "Told the shopper that it left",
};

/** The order as staff see it, with what happened to it, newest first. */
export async function presentOrder(order: Order.Order, now: Date): Promise<AdminOrder> {
  const [events, mails] = await Promise.all([Orders.events(order.orderNumber), mailsOf(order)]);
  const timeline = [...events.toReversed().map(toEntry), ...mails];
  return {
    ...toPublic(order, now),
    customerId: order.userId,
    paymentIntentId: order.payment.intentId,
    version: order.version,
    timeline: timeline.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)),
  };
}

function toEntry({ at, kind, title, detail, actor }: Order.OrderEvent): Entry {
  return { at, kind, title, detail, actor };
}

async function mailsOf(order: Order.Order): Promise<Entry[]> {
  const kinds = mailKind.options;
  const records = await Promise.all(
    kinds.map((kind) => MailRecord.get(mailKey(kind, order.orderNumber))),
  );
  return kinds.flatMap((kind, at) => {
    const record = records[at];
    if (record?.status !== "SENT") return [];
    return {
      at: record.updatedAt,
      kind: "mail.sent",
      title: MAIL_TITLES[kind],
      detail: `to ${order.email}`,
      actor: Order.SYSTEM,
    };
  });
}
