import * as Outbox from "#data/outbox";
import { ofEvent } from "#domain/integrity-mail";
import { confirmed, type Looking, type Seen } from "./look.ts";

/** Events that should be on their way by now. All that wait, which is next to nothing in good days. */
export async function lookAtOutbox(looking: Looking): Promise<Seen> {
  const look = async () => {
    const events = await Outbox.all();
    const late = events.flatMap((event) => ofEvent(event, looking.now()) ?? []);
    return { compared: events.length, late };
  };
  const { compared, late } = await look();
  const drifts = await confirmed(late, async () => (await look()).late, looking);
  return { compared, drifts };
}
