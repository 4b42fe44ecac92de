import type { AdminOrder } from "#contracts/admin-orders";
import { type MailKind, mailKey } from "#contracts/messages";
import * as MailRecord from "#data/mail-record";
import * as Order from "#domain/order";

type Entry = AdminOrder["timeline"][number];

interface Possible {
  readonly kind: MailKind;
  readonly subject?: string;
}

const TITLES: Readonly<Record<MailKind, string>> = {
  "order.paid": "Receipt sent",
  "order.payment-failed": "Told the shopper that it was not paid",
  "order.shipped": "Told the shopper that it left",
  "order.delivered": "Told the shopper that it arrived",
  "order.cancelled": "Told the shopper that it is cancelled",
  "order.refunded": "Told the shopper of the refund",
  "return.requested": "Receipt for the return sent",
  "return.approved": "Told the shopper where to send it",
  "return.rejected": "Told the shopper that it stays",
  "return.received": "Told the shopper that it is back",
};

/** Every mail that the order may have caused by now. Older ones of a parcel carry no subject. */
function possible({ status, fulfilments, refunds, returns }: Order.Order): readonly Possible[] {
  const ends: Possible[] = [{ kind: "order.payment-failed" }, { kind: "order.cancelled" }];
  return [
    { kind: "order.paid" },
    ...(status === "CANCELLED" || status === "PAID" ? ends : []),
    ...(fulfilments.length > 0 ? [{ kind: "order.shipped" } as const] : []),
    ...fulfilments.flatMap(({ id: subject }): Possible[] => [
      { kind: "order.shipped", subject },
      { kind: "order.delivered", subject },
    ]),
    ...refunds.map(({ id: subject }): Possible => ({ kind: "order.refunded", subject })),
    ...returns.flatMap(({ id: subject }): Possible[] => [
      { kind: "return.requested", subject },
      { kind: "return.approved", subject },
      { kind: "return.rejected", subject },
      { kind: "return.received", subject },
    ]),
  ];
}

/** What is worth a second entry; that it arrived is what everybody expects. */
const TROUBLE: Readonly<Partial<Record<MailRecord.Delivery, string>>> = {
  rejected: "Mail refused",
  bounced: "Mail came back",
  complained: "Mail marked as spam",
};

/** The mails about an order that went out, and what became of them, for its timeline. */
export async function mailsOf(order: Order.Order): Promise<Entry[]> {
  const found = await Promise.all(
    possible(order).map(async ({ kind, subject }) => {
      const record = await MailRecord.get(mailKey(kind, order.orderNumber, subject));
      return record?.status === "SENT" ? entries(order, TITLES[kind], record) : [];
    }),
  );
  return found.flat();
}

/** Newest first. */
function entries({ email }: Order.Order, title: string, record: MailRecord.MailRecord): Entry[] {
  const { updatedAt, sentAt, delivery, deliveryAt, deliveryDetail } = record;
  const at = sentAt ?? updatedAt;
  const sent = entry("mail.sent", at, title, `to ${email}`);
  const trouble = delivery && TROUBLE[delivery];
  if (!trouble) return [sent];
  const why = deliveryDetail === null ? "" : `: ${deliveryDetail}`;
  // SES has a clock of its own: nothing comes back before it was sent.
  const came = deliveryAt !== null && deliveryAt > at ? deliveryAt : at;
  return [entry("mail.failed", came, trouble, `${title}${why}`), sent];
}

function entry(kind: string, at: string, title: string, detail: string): Entry {
  return { at, kind, title, detail, actor: Order.SYSTEM, actorName: null };
}
