import type { Drift } from "#domain/integrity";

/** Stripe sends an event again for three days; what was lost shows within a week. */
export const LOOKS_BACK_MS = 7 * 86_400_000;

/** What a check works with: time is handed in, so that tests need not wait. */
export interface Looking {
  readonly now: () => Date;
  readonly pause: (ms: number) => Promise<void>;
  /** Time left to this function. */
  readonly remainingMs: () => number;
}

/** What a check saw: how many things it compared, and those that differ. */
export interface Seen {
  readonly compared: number;
  readonly drifts: readonly Drift[];
}

/**
 * Between the looks. Whatever is on its way (a webhook, a mail, a row, a counter between two reads)
 * needs a few seconds; what is still wrong after a quarter of a minute is wrong.
 */
const PAUSES_MS = [5_000, 10_000] as const;

/**
 * Looks again, twice, at what seemed wrong, and gives what still is: a shop that is selling differs
 * from itself at any moment, and a false alarm is worse than one found an hour later.
 * @param again compares these subjects anew, from consistent reads
 */
export async function confirmed(
  suspects: readonly Drift[],
  again: (suspects: readonly Drift[]) => Promise<readonly Drift[]>,
  { pause }: Looking,
): Promise<readonly Drift[]> {
  let left = suspects;
  for (const ms of PAUSES_MS) {
    if (left.length === 0) return left;
    await pause(ms);
    left = await again(left);
  }
  return left;
}

/** Runs `work` over all, at most `width` at a time; results keep their order. */
export async function inParallel<Of, Result>(
  all: readonly Of[],
  width: number,
  work: (one: Of) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < all.length; at += width) {
    results.push(...(await Promise.all(all.slice(at, at + width).map(work))));
  }
  return results;
}
