import { get as getItem, type Key } from "./table.ts";
import { absentOrExpired, isAlive, ttl } from "./time-to-live.ts";
import type { Write } from "./write.ts";

/** Stripe's dashboard can send an event again for 30 days; what comes later meets the order's status. */
const KEPT_DAYS = 60;

const key = (eventId: string): Key => ({ PK: `WH#${eventId}`, SK: "A" });

/** Whether the event had its effect. `see` in the transaction decides; this only saves the work. */
export async function isSeen(eventId: string, now: Date): Promise<boolean> {
  return isAlive(await getItem(key(eventId)), now);
}

/**
 * Part of the transaction of the event's effect, so that the effect happens once. A record past its
 * time counts as gone.
 */
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
    when: absentOrExpired(now),
  };
}
