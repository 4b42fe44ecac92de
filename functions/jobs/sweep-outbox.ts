import { type MailMessage, mailKind } from "#contracts/messages";
import * as Outbox from "#data/outbox";
import * as Queue from "#gateways/queue";
import { onSchedule } from "#kit/job";

/** The relay needs seconds; what is still there after this was lost on its way, or is being retried. */
const OVERDUE_MS = 5 * 60_000;
/** More waits for the next run. */
const AT_MOST = 500;

/** Sends outbox events again that nobody delivered. Mails are keyed, so one too many is harmless. */
export const handler = onSchedule(async (now) => {
  const ids = await Outbox.idsOlderThan(new Date(now.getTime() - OVERDUE_MS), AT_MOST);
  // The index may show what was deleted since: the item itself decides.
  const events = await Promise.all(ids.map((id) => Outbox.get(id)));
  const messages = events.flatMap((event) => (event === undefined ? [] : toMessage(event)));
  if (messages.length === 0) return;
  console.warn(JSON.stringify({ level: "warn", what: "outbox overdue", count: messages.length }));
  const refused = await Queue.sendAll("mail", messages);
  if (refused !== undefined) {
    throw new Error(`The mail queue refused ${messages[refused]?.orderNumber} and maybe more.`);
  }
});

function toMessage(event: Outbox.OutboxEvent): MailMessage[] {
  const kind = mailKind.safeParse(event.kind);
  return kind.success
    ? [{ outboxId: event.id, kind: kind.data, orderNumber: event.orderNumber }]
    : [];
}
