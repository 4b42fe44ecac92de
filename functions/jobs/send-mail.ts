import { keyOfMail, mailMessage } from "#contracts/messages";
import * as MailRecord from "#data/mail-record";
import * as Outbox from "#data/outbox";
import { commit } from "#data/write";
import { writeMail } from "#flows/mail";
import * as Email from "#gateways/email";
import { onMessage } from "#kit/job";

/** Longer than the function may run, shorter than a message stays invisible. */
const LEASE_MS = 60_000;

/**
 * Sends a mail once for each key, however often it is asked to. Undo: none, a mail is gone; hence the
 * lease before, and the message id after.
 */
export const handler = onMessage(mailMessage, async ({ message }, now) => {
  const key = keyOfMail(message);
  // Written first: what cannot be written leaves no lease behind.
  const mail = await writeMail(message);
  if (mail !== undefined) {
    const lease = await MailRecord.lease(key, now, LEASE_MS);
    if (lease.state === "busy") throw new Error(`${key} is being sent; this message comes back.`);
    if (lease.state === "leased") {
      await MailRecord.markSent(lease.record, await Email.send(mail), new Date());
    }
  }
  if ("outboxId" in message) await commit(Outbox.remove(message.outboxId));
});
