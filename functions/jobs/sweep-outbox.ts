import type { QueueMessages } from "#contracts/messages";
import * as Outbox from "#data/outbox";
import { commit } from "#data/write";
import * as Queue from "#gateways/queue";
import { onSchedule } from "#kit/job";

/** More waits for the next run. */
const AT_MOST = 500;

/**
 * Sends outbox events again that nobody delivered, each after twice the wait of the time before.
 * Mails and refunds are keyed, so one too many is harmless; hence first sent, then postponed.
 */
export const handler = onSchedule(async (now) => {
  const ids = await Outbox.due(now, AT_MOST);
  // One may have been delivered since: the item itself decides.
  const events = (await Promise.all(ids.map(Outbox.get))).filter((event) => event !== undefined);
  if (events.length === 0) return;
  console.warn(JSON.stringify({ level: "warn", what: "outbox overdue", count: events.length }));
  await send(
    "mail",
    events.flatMap((event) => Outbox.toMail(event) ?? []),
  );
  await send(
    "orders",
    events.flatMap((event) => Outbox.toRefund(event) ?? []),
  );
  await Promise.all(events.map((event) => postpone(event, now)));
});

async function send<Name extends "mail" | "orders">(
  queue: Name,
  messages: readonly QueueMessages[Name][],
): Promise<void> {
  const refused = await Queue.sendAll(queue, messages);
  if (refused === undefined) return;
  throw new Error(`The queue ${queue} refused message ${refused} of ${messages.length}.`);
}

async function postpone(event: Outbox.OutboxEvent, now: Date): Promise<void> {
  await commit(Outbox.postpone(event, now));
  if (event.sentAgain + 1 < Outbox.MOST_TIMES_AGAIN) return;
  const { id, kind, orderNumber } = event;
  console.error(JSON.stringify({ level: "error", what: "outbox given up", id, kind, orderNumber }));
}
