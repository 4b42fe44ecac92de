import * as Outbox from "#data/outbox";
import { transact } from "#data/write";
import { ofEvent } from "#domain/integrity-mail";
import { confirmed, type Looking, type Seen } from "./look.ts";

/** Events that should be delivered by now. All that wait, which is next to nothing in good days. */
export async function lookAtOutbox(looking: Looking): Promise<Seen> {
  const look = async () => {
    const events = await Outbox.kept();
    const late = events.flatMap((event) => ofEvent(event, looking.now()) ?? []);
    return { compared: events.length, late };
  };
  const { compared, late } = await look();
  const drifts = await confirmed(late, async () => (await look()).late, looking);
  return { compared, drifts };
}

/**
 * Tells an event again that was given up: the relay takes it as a new one.
 * @throws Error where it moves meanwhile
 */
export async function tellAgain(id: string, now: Date): Promise<void> {
  const event = await Outbox.get(id);
  if (event === undefined) return;
  const { kind, orderNumber, subject } = event;
  const refusals = await transact([
    Outbox.remove(id),
    Outbox.add(Outbox.newEvent(kind, orderNumber, now, subject)),
  ]);
  if (refusals.length > 0) throw new Error("It moves already.");
}
