import type { Facts } from "./facts.ts";
import { readFacts } from "./facts.ts";
import type { Violation } from "./invariants.ts";
import { violations } from "./invariants.ts";
import { ACCIDENTS, type Accident, type Fate, type Life, live } from "./mortal.ts";
import type { World } from "./world.ts";

/** One run of a flow, about goods that no other run touches. */
interface Trial {
  /** Tells this run's orders and stock from those of all others. */
  readonly sku: string;
  /** The process that meets the accident. */
  readonly run: () => Promise<unknown>;
  /** What people do afterwards: try again, pay, go away. */
  readonly afterwards?: () => Promise<unknown>;
  /** What must have come of it when all is at rest; gives what is wrong, in words. */
  readonly end?: (facts: Facts) => readonly string[];
}

export interface Flow {
  readonly name: string;
  /** Brings everything to the point where the process begins. */
  readonly prepare: (world: World) => Promise<Trial>;
  /**
   * What comes back by itself at once, as a schedule does. A job that takes whatever is due needs it:
   * otherwise it would find the leavings of the run before.
   */
  readonly next?: (world: World) => Promise<unknown>;
}

interface Finding {
  readonly flow: string;
  /** Which call met what; empty for the run without an accident. */
  readonly accident: string;
  readonly violation: string;
}

export interface Exploration {
  readonly flow: string;
  /** Calls of one undisturbed run. */
  readonly positions: number;
  readonly runs: number;
  readonly findings: readonly Finding[];
}

interface Done {
  readonly trial: Trial;
  readonly accident: string;
  readonly complaints: string[];
}

/**
 * Runs a flow once to see its calls, then once for each call and accident, lets everybody else carry
 * on until nothing moves, and looks whether the invariants hold.
 *
 * Runs share one world and one clock, but no goods, basket or order. Memory of modules outlives the
 * "dead" process: it is clients, a secret and compiled schemas, of which none decides anything.
 */
export async function explore(world: World, flow: Flow): Promise<Exploration> {
  const done: Done[] = [];

  async function once(fate: Fate | undefined, accident: string): Promise<Life<unknown>> {
    const trial = await flow.prepare(world);
    const life = await live(trial.run, fate);
    const complaints: string[] = [];
    if (fate === undefined && life.error !== undefined) complaints.push(String(life.error));
    done.push({ trial, accident, complaints });
    await flow.next?.(world);
    return life;
  }

  const { calls } = await once(undefined, "");
  let runs = 1;
  for (const [at, { service, operation, subject }] of calls.entries()) {
    for (const accident of ACCIDENTS) {
      if (!matters(accident, calls[at]?.writes === true)) continue;
      await once({ at, accident }, `${at + 1}. ${service} ${operation} ${subject}: ${accident}`);
      runs += 1;
    }
  }
  const findings = await judge(world, flow, done);
  return { flow: flow.name, positions: calls.length, runs, findings };
}

/** After a read that changed nothing, dying is the same as dying before the next call. */
function matters(accident: Accident, writes: boolean): boolean {
  return writes || accident === "dies before";
}

/** Lets all go on and come to rest, then looks at each. */
async function judge(world: World, flow: Flow, done: readonly Done[]): Promise<Finding[]> {
  for (const { trial, complaints } of done) {
    await trial.afterwards?.().catch((error: unknown) => {
      complaints.push(`afterwards: ${String(error)}`);
    });
  }
  await world.settle();
  const facts = await readFacts(world);
  const bySku = Map.groupBy(violations(facts), (one) => skuOf(facts, one));
  return done.flatMap(({ trial, accident, complaints }) =>
    [
      ...complaints,
      ...(trial.end?.(facts) ?? []),
      ...(bySku.get(trial.sku) ?? []).map((one) => `${one.invariant}: ${one.about}: ${one.what}`),
    ].map((violation) => ({ flow: flow.name, accident, violation })),
  );
}

function skuOf(facts: Facts, { about }: Violation): string {
  const order = facts.orders.find(({ orderNumber }) => orderNumber === about);
  return order?.items[0]?.sku ?? about;
}

/** The explorer's count, as a table for people. */
export function table(explorations: readonly Exploration[]): string {
  const rows = explorations.map(({ flow, positions, runs, findings }) => [
    flow,
    positions,
    runs,
    findings.length,
  ]);
  const sum = (column: number) => rows.reduce((all, row) => all + Number(row[column]), 0);
  return [
    ["flow", "positions", "runs", "violations"],
    ["---", "---:", "---:", "---:"],
    ...rows,
    [`${rows.length} flows`, sum(1), sum(2), sum(3)],
  ]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");
}
