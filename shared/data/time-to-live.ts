import { absent, type Condition, when } from "./expression.ts";
import type { Item } from "./table.ts";

/** Seconds since 1970, as DynamoDB's time to live wants it. */
export function ttl(from: Date, days: number): number {
  return Math.floor(from.getTime() / 1_000) + days * 86_400;
}

/**
 * Whether there is an item and its time is not over. DynamoDB deletes within days: until then, an
 * item past its time counts as gone.
 */
export function isAlive(item: Item | undefined, now: Date): item is Item {
  const expiry = item?.["ttl"];
  return item !== undefined && !(typeof expiry === "number" && expiry * 1_000 <= now.getTime());
}

/** There is no item under this key, or one whose time is over. */
export function absentOrExpired(now: Date): Condition {
  return when(`${absent.expression} OR #ttl <= :now`, { now: ttl(now, 0) });
}
