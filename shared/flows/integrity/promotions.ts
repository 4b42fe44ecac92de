import * as Orders from "#data/order";
import * as Promotions from "#data/promotion";
import { commit } from "#data/write";
import type { Drift } from "#domain/integrity";
import { holdsUse, ofUses } from "#domain/integrity-promotions";
import { STATUSES } from "#domain/order";
import { confirmed, type Looking, type Seen } from "./look.ts";

/** Orders in memory at a time. */
const STRETCH = 500;
/** Left for looking again and for repairs. */
const TIME_TO_END_MS = 60_000;
/** The index of orders follows within a second or so. */
const SETTLES_IN_MS = 3_000;

/**
 * Compares the counters of limited promotions with the orders that hold their uses, since the
 * oldest of them began: half a read unit an order, $0.01 for 100,000.
 * @throws Error where there are more orders than one run can read
 */
export async function lookAtPromotions(looking: Looking): Promise<Seen> {
  const ids = await Promotions.listedIds();
  const suspects = await driftsOf(ids, looking);
  const drifts = await confirmed(
    suspects,
    (left) =>
      driftsOf(
        left.map((one) => one.subject),
        looking,
      ),
    looking,
  );
  return { compared: (await Promotions.counters(ids)).length, drifts };
}

async function driftsOf(ids: readonly string[], looking: Looking): Promise<Drift[]> {
  const before = await Promotions.counters(ids);
  const held = await usesHeld(
    before.map((counter) => counter.promotionId),
    looking,
  );
  const after = new Map((await Promotions.counters(ids)).map((one) => [one.promotionId, one]));
  // One that moved meanwhile was counted while it did.
  const still = before.filter((one) => after.get(one.promotionId)?.version === one.version);
  return still.flatMap((counter) => ofUses(counter, held.get(counter.promotionId) ?? 0) ?? []);
}

async function usesHeld(
  ids: readonly string[],
  { remainingMs }: Pick<Looking, "remainingMs">,
): Promise<ReadonlyMap<string, number>> {
  const found = [...(await Promotions.getAll(ids)).values()];
  const held = new Map(ids.map((id) => [id, 0]));
  if (found.length === 0) return held;
  const since = found.map(({ promotion }) => promotion.createdAt).reduce((a, b) => (a < b ? a : b));
  const placed = await Orders.referencesByStatus(STATUSES, new Date(since));
  for (let at = 0; at < placed.length; at += STRETCH) {
    if (remainingMs() < TIME_TO_END_MS) throw new Error("More orders than one run can read.");
    const numbers = placed.slice(at, at + STRETCH).map((one) => one.orderNumber);
    for (const order of await Orders.getAll(numbers)) {
      for (const id of ids) if (holdsUse(order, id)) held.set(id, (held.get(id) ?? 0) + 1);
    }
  }
  return held;
}

/**
 * Sets the counter of a promotion to the orders that hold its uses.
 * @throws Error where it moves meanwhile
 */
export async function countUses(
  promotionId: string,
  { pause }: Pick<Looking, "pause">,
): Promise<void> {
  const [counter] = await Promotions.counters([promotionId]);
  if (counter === undefined) return;
  // An order that the index does not show yet came after this, and then the counter has moved.
  await pause(SETTLES_IN_MS);
  const held = await usesHeld([promotionId], { remainingMs: () => Number.POSITIVE_INFINITY });
  const used = held.get(promotionId) ?? 0;
  if (used === counter.used) return;
  const counted = await commit(Promotions.countUses(counter, used));
  if (!counted) throw new Error("It was used meanwhile.");
}
