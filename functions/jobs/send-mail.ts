import { keyOfMail, mailMessage } from "#contracts/messages";
import * as MailRecord from "#data/mail-record";
import * as Outbox from "#data/outbox";
import * as Notices from "#data/restock-notice";
import { commit } from "#data/write";
import { writeMail } from "#flows/mail";
import * as Email from "#gateways/email";
import { onMessage } from "#kit/job";

/**
 * How long nobody else sends a mail whose sender may have died. SES publishes what it took within
 * seconds, EventBridge and the queue pass it on at once: by then the record says SENT, if SES took it.
 * Longer than one invisibility of the message (3 minutes), shorter than two: of its five tries, one
 * meets the lease, and three are left.
 */
const LEASE_MS = 5 * 60_000;

/**
 * Sends a mail once for each key, however often it is asked to. Undo: none, a mail is gone; hence the
 * lease before, and the message id after. Where that is never written, because the answer is lost or
 * the function dies, `jobs.recordMailEvents` writes it.
 */
export const handler = onMessage(mailMessage, async ({ message }, now) => {
  const key = keyOfMail(message);
  // Written first: what cannot be written leaves no lease behind.
  const mail = await writeMail(message, now);
  if (mail !== undefined) {
    const lease = await MailRecord.lease(key, now, LEASE_MS);
    if (lease.state === "busy") throw new Error(`${key} is being sent; this message comes back.`);
    if (lease.state === "leased") await send({ ...mail, key }, lease.record);
  }
  if ("outboxId" in message) await commit(Outbox.remove(message.outboxId));
  if (message.kind === "stock.back" && mail !== undefined) {
    await commit(Notices.remove(message.sku, message.email));
  }
});

/** What SES refused was not sent, so it gives its lease back; what is in doubt keeps it. */
async function send(mail: Email.Email, lease: MailRecord.MailRecord): Promise<void> {
  const messageId = await Email.send(mail).catch(async (error: unknown) => {
    if (error instanceof Email.MailRefused) await MailRecord.giveUp(lease, new Date());
    throw error;
  });
  await MailRecord.markSent(lease, messageId, new Date());
}
