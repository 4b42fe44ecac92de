import type { AdminOrder } from "#contracts/admin-orders";
import { type MailKind, mailKey } from "#contracts/messages";
import * as MailRecord from "#data/mail-record";
import * as Order from "#domain/order";

type Entry = AdminOrder["timeline"][number];

interface Expected {
  readonly kind: MailKind;
  readonly subject?: string;
  readonly title: string;
}

/** Every mail that the order may have caused. Older ones of a parcel carry no subject. */
function expected(order: Order.Order): Expected[] {
  return [
    { kind: "order.paid", title: "Receipt sent" },
    { kind: "order.shipped", title: "Told the shopper that it left" },
    ...order.fulfilments.map(
      ({ id }): Expected => ({
        kind: "order.shipped",
        subject: id,
        title: "Told the shopper that it left",
      }),
    ),
  ];
}

/** The mails about an order that went out, for its timeline. */
export async function mailsOf(order: Order.Order): Promise<Entry[]> {
  const found = await Promise.all(
    expected(order).map(async ({ kind, subject, title }) => {
      const record = await MailRecord.get(mailKey(kind, order.orderNumber, subject));
      return { record, title };
    }),
  );
  return found.flatMap(({ record, title }) =>
    record?.status === "SENT"
      ? [
          {
            at: record.updatedAt,
            kind: "mail.sent",
            title,
            detail: `to ${order.email}`,
            actor: Order.SYSTEM,
            actorName: null,
          },
        ]
      : [],
  );
}
