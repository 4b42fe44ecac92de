import { keyOfMail, type MailKind, mailMessage, type OrderMailMessage } from "#contracts/messages";
import * as MailRecord from "#data/mail-record";
import * as Orders from "#data/order";
import * as Outbox from "#data/outbox";
import { commit } from "#data/write";
import type { Mail } from "#domain/mail/layout";
import { orderPaid } from "#domain/mail/order-paid";
import { orderShipped } from "#domain/mail/order-shipped";
import type { Order } from "#domain/order";
import { orderUrl } from "#flows/order-access";
import * as Email from "#gateways/email";
import { onMessage } from "#kit/job";

/** Longer than the function may run, shorter than a message stays invisible. */
const LEASE_MS = 60_000;

const RENDER: Record<MailKind, (order: Order, orderUrl: string) => Mail> = {
  "order.paid": orderPaid,
  "order.shipped": orderShipped,
};

/**
 * Sends a mail once for each kind and order, however often it is asked to. Undo: none, a mail is
 * gone; hence the lease before, and the message id after. Dies it in between, a shopper may get the
 * mail twice, which is better than never.
 */
export const handler = onMessage(mailMessage, async ({ message }, now) => {
  if (!("orderNumber" in message)) throw new Error(`${message.kind} has no words yet.`);
  const key = keyOfMail(message);
  const lease = await MailRecord.lease(key, now, LEASE_MS);
  if (lease.state === "busy") throw new Error(`${key} is being sent; this message comes back.`);
  if (lease.state === "leased") await send(message, lease.record);
  await commit(Outbox.remove(message.outboxId));
});

async function send(message: OrderMailMessage, lease: MailRecord.MailRecord): Promise<void> {
  const order = await Orders.get(message.orderNumber);
  if (order === undefined) throw new Error(`There is no order ${message.orderNumber}.`);
  const mail = RENDER[message.kind](order, orderUrl(order));
  const messageId = await Email.send({ to: order.email, ...mail });
  await MailRecord.markSent(lease, messageId, new Date());
}
