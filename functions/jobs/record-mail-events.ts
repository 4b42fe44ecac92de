import { MAIL_TAG, type MailEventMessage, mailEventMessage } from "#contracts/messages";
import * as MailRecord from "#data/mail-record";
import { fromTag } from "#domain/mail/tag";
import { untilSettled } from "#flows/attempts";
import { onMessage } from "#kit/job";

/**
 * Records what SES publishes of our mails: that it took them, which closes the gap in which a sender
 * dies between SES's answer and its own note, and whether they arrived. Harmless to repeat, in any
 * order. Undo: none is needed, an event is a fact.
 */
export const handler = onMessage(mailEventMessage, async ({ message }, now) => {
  const tag = message.mail.tags[MAIL_TAG]?.[0];
  // Somebody sent it by our configuration set, but not this shop.
  if (tag === undefined) return;
  const key = fromTag(tag);
  const { messageId, timestamp } = message.mail;
  const heard = { messageId, sentAt: timestamp, outcome: outcomeOf(message) };
  const onRecord = await untilSettled(() => MailRecord.hear(key, heard, now));
  if (onRecord === messageId) return;
  console.error(JSON.stringify({ level: "error", what: "mail sent twice", key, messageId }));
});

function outcomeOf(message: MailEventMessage): MailRecord.Heard["outcome"] {
  const { bounce, complaint, delivery, deliveryDelay, reject, failure, mail } = message;
  if (bounce) {
    const said = bounce.bouncedRecipients.flatMap((one) => one.diagnosticCode ?? [])[0];
    const detail = [bounce.bounceType, bounce.bounceSubType].join(", ");
    const at = bounce.timestamp;
    return { delivery: "bounced", at, detail: said === undefined ? detail : `${detail}: ${said}` };
  }
  if (complaint) {
    const detail = complaint.complaintFeedbackType ?? null;
    return { delivery: "complained", at: complaint.timestamp, detail };
  }
  if (reject) return { delivery: "rejected", at: mail.timestamp, detail: reject.reason };
  if (failure) return { delivery: "rejected", at: mail.timestamp, detail: failure.errorMessage };
  if (delivery) return { delivery: "delivered", at: delivery.timestamp, detail: null };
  if (deliveryDelay) {
    const { delayType, timestamp } = deliveryDelay;
    return { delivery: "delayed", at: timestamp, detail: delayType };
  }
  return undefined;
}
