import { type MailMessage, mailKind } from "#contracts/messages";
import * as Outbox from "#data/outbox";
import { commit } from "#data/write";
import * as Queue from "#gateways/queue";
import { onSchedule } from "#kit/job";

/** More waits for the next run. */
const AT_MOST = 500;

/**
 * Sends outbox events again that nobody delivered, each after twice the wait of the time before.
 * Mails are keyed, so one too many is harmless; hence first sent, then postponed.
 */
export const handler = onSchedule(async (now) => {
  const ids = await Outbox.due(now, AT_MOST);
  // The index may show what was deleted since: the item itself decides.
  const events = (await Promise.all(ids.map(Outbox.get))).filter((event) => event !== undefined);
  if (events.length === 0) return;
  console.warn(JSON.stringify({ level: "warn", what: "outbox overdue", count: events.length }));
  const messages = events.flatMap(toMessage);
  const refused = await Queue.sendAll("mail", messages);
  if (refused !== undefined) {
    throw new Error(`The mail queue refused ${messages[refused]?.orderNumber} and maybe more.`);
  }
  await Promise.all(events.map((event) => postpone(event, now)));
});

async function postpone(event: Outbox.OutboxEvent, now: Date): Promise<void> {
  await commit(Outbox.postpone(event, now));
  if (event.sentAgain + 1 < Outbox.MOST_TIMES_AGAIN) return;
  const { id, kind, orderNumber } = event;
  console.error(JSON.stringify({ level: "error", what: "outbox given up", id, kind, orderNumber }));
}

function toMessage(event: Outbox.OutboxEvent): MailMessage[] {
  const kind = mailKind.safeParse(event.kind);
  return kind.success
    ? [{ outboxId: event.id, kind: kind.data, orderNumber: event.orderNumber }]
    : [];
}
