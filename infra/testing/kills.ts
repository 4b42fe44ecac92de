import { setTimeout as sleep } from "node:timers/promises";
import { besiege, broken, nothingPromised } from "./besiege.ts";
import type { Facts } from "./laboratory/facts.ts";
import { violations } from "./laboratory/invariants.ts";
import { chance } from "./laboratory/stage.ts";
import type { Siege } from "./siege.ts";

const PEOPLE = 4;
const SKUS = 3;
/** None of them sells out before its time. */
const PIECES = 10_000;
/** The queues, the relay and Stripe need a moment to take up what was left. */
const PATIENCE_MS = 60_000;

export interface Ordeal {
  readonly kills: number;
  /** Orders placed, and paid, under it. */
  readonly placed: number;
  readonly paid: number;
  /** What did not hold after each start; empty strings do not occur. */
  readonly findings: readonly string[];
  readonly secondsToOpen: readonly number[];
}

/**
 * Opens a whole local cloud, lets people buy, and kills all of it with -9 at moments that `seed`
 * draws; after each new start, everything that anybody was told must be so, and the books agree.
 */
export async function endure(siege: Siege, kills: number, seed: number): Promise<Ordeal> {
  const next = chance(seed);
  const promised = nothingPromised();
  const findings: string[] = [];
  const secondsToOpen: number[] = [];
  const skus = await Promise.all(Array.from({ length: SKUS }, () => siege.stockUp(PIECES)));
  for (let kill = 1; kill <= kills; kill++) {
    const { apiUrl } = siege.addresses;
    const load = besiege({ apiUrl, staff: await siege.staff(), skus, next }, PEOPLE, promised);
    // By what has happened, not by the clock: a busy machine must not be killed before it began.
    const enough = promised.placed.size + 1 + Math.floor(next() * 10);
    while (promised.placed.size < enough) await sleep(5);
    await sleep(next() * 150);
    await siege.kill();
    await load.stop();
    const began = performance.now();
    await siege.open();
    secondsToOpen.push((performance.now() - began) / 1_000);
    const found = await untilSound(siege, (facts) => [
      ...broken(promised, facts),
      ...unsound(facts),
    ]);
    findings.push(...found.map((one) => `after kill ${kill}: ${one}`));
  }
  return {
    kills,
    placed: promised.placed.size,
    paid: promised.paid.size,
    findings,
    secondsToOpen,
  };
}

/** What is wrong although work may be under way: holds, mails and messages have their time. */
function unsound(facts: Facts): string[] {
  const twice = Map.groupBy(facts.mails, ({ to, subject, text }) => `${to} ${subject} ${text}`);
  return [
    ...violations(facts)
      .filter(({ invariant }) => invariant === "I1" || invariant === "I2")
      .map(({ invariant, about, what }) => `${invariant}: ${about}: ${what}`),
    ...[...twice.values()]
      .filter((same) => same.length > 1)
      .map((same) => `I3: “${same[0]?.subject}” came ${same.length} times`),
  ];
}

/** Looks again until nothing is wrong, or patience ends. */
async function untilSound(siege: Siege, look: (facts: Facts) => string[]): Promise<string[]> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = look(await siege.facts());
    if (found.length === 0 || performance.now() > until) return found;
    await sleep(500);
  }
}
