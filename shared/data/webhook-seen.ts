import { absent } from "./expression.ts";
import { ttl } from "./shards.ts";
import { get as getItem, type Key } from "./table.ts";
import type { Write } from "./write.ts";

/** Stripe's dashboard can send an event again for 30 days; what comes later meets the order's status. */
const KEPT_DAYS = 60;

const key = (eventId: string): Key => ({ PK: `WH#${eventId}`, SK: "A" });

/** Whether the event had its effect. `see` in the transaction decides; this only saves the work. */
export async function isSeen(eventId: string): Promise<boolean> {
  return (await getItem(key(eventId))) !== undefined;
}

/** Part of the transaction of the event's effect, so that the effect happens once. */
export function see(eventId: string, eventType: string, now: Date): Write {
  return {
    kind: "put",
    name: "webhook",
    item: {
      ...key(eventId),
      type: "WebhookSeen",
      version: 1,
      eventType,
      createdAt: now.toISOString(),
      ttl: ttl(now, KEPT_DAYS),
    },
    when: absent,
  };
}
