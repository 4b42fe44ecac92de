import { type Facts, readFacts } from "./facts.ts";
import { type Violation, violations } from "./invariants.ts";
import type { World } from "./world.ts";

/** One run of something, about goods that no other run touches. */
export interface Trial {
  /** Tells this run's orders and stock from those of all others. */
  readonly sku: string;
  /** What people do afterwards: try again, pay, go away. */
  readonly afterwards?: () => Promise<unknown>;
  /** What must have come of it when all is at rest; gives what is wrong, in words. */
  readonly end?: (facts: Facts) => readonly string[] | Promise<readonly string[]>;
}

export interface Finding {
  readonly flow: string;
  /** Which call met what, or who went when; empty for the run in which nothing happened. */
  readonly accident: string;
  readonly violation: string;
}

/** A run that is over, and what went wrong in it already. */
export interface Done {
  readonly trial: Trial;
  readonly accident: string;
  readonly complaints: string[];
}

/** Lets all go on and come to rest, then looks at each. */
export async function judge(world: World, flow: string, done: readonly Done[]): Promise<Finding[]> {
  for (const { trial, complaints } of done) {
    await trial.afterwards?.().catch((error: unknown) => {
      complaints.push(`afterwards: ${String(error)}`);
    });
  }
  await world.settle();
  const facts = await readFacts(world);
  const bySku = Map.groupBy(violations(facts), (one) => skuOf(facts, one));
  const findings: Finding[] = [];
  for (const { trial, accident, complaints } of done) {
    world.judged.add(trial.sku);
    const found = [
      ...complaints,
      ...((await trial.end?.(facts)) ?? []),
      ...(bySku.get(trial.sku) ?? []).map(inWords),
    ];
    findings.push(...found.map((violation) => ({ flow, accident, violation })));
  }
  return [...findings, ...strays(world, flow, bySku)];
}

/** What no run so far has to answer for, such as money for an order that is not there. */
function strays(
  world: World,
  flow: string,
  bySku: ReadonlyMap<string, readonly Violation[]>,
): Finding[] {
  return [...bySku].flatMap(([sku, found]) => {
    if (world.judged.has(sku)) return [];
    world.judged.add(sku);
    return found.map((one) => ({ flow, accident: "", violation: inWords(one) }));
  });
}

function inWords({ invariant, about, what }: Violation): string {
  return `${invariant}: ${about}: ${what}`;
}

function skuOf(facts: Facts, { about }: Violation): string {
  const order = facts.orders.find(({ orderNumber }) => orderNumber === about);
  return order?.items[0]?.sku ?? about;
}
