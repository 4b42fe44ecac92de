import type { Call } from "./calls.ts";
import { type Done, type Finding, judge, type Trial } from "./judge.ts";
import { ACCIDENTS, type Accident, type Fate, type Life, live } from "./mortal.ts";
import type { World } from "./world.ts";

export interface Flow {
  readonly name: string;
  /** Brings everything to the point where the process begins that meets the accident. */
  readonly prepare: (world: World) => Promise<Trial & { readonly run: () => Promise<unknown> }>;
  /**
   * What comes back by itself at once, as a schedule does. A job that takes whatever is due needs it:
   * otherwise it would find the leavings of the run before.
   */
  readonly next?: (world: World) => Promise<unknown>;
}

export interface Exploration {
  readonly flow: string;
  /** Calls of one undisturbed run. */
  readonly positions: number;
  readonly runs: number;
  readonly findings: readonly Finding[];
}

/**
 * Runs a flow once to see its calls, then once for each call and accident, lets everybody else carry
 * on until nothing moves, and looks whether the invariants hold.
 *
 * Runs share one world and one clock, but no goods, basket or order. Memory of modules outlives the
 * "dead" process: it is clients, a secret and compiled schemas, of which none decides anything.
 */
export async function explore(
  world: World,
  flow: Flow,
  accidents: readonly Accident[] = ACCIDENTS,
): Promise<Exploration> {
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
  for (const [at, { service, operation, about, writes }] of calls.entries()) {
    for (const accident of accidents) {
      if (!MATTERS[accident]({ service, writes })) continue;
      await once(
        { at, accident },
        `${at + 1}. ${service} ${operation} ${about.join(" ")}: ${accident}`,
      );
      runs += 1;
    }
  }
  const findings = await judge(world, flow.name, done);
  return { flow: flow.name, positions: calls.length, runs, findings };
}

/** After a read that changed nothing, dying is the same as dying before the next call. */
const MATTERS: Record<Accident, (call: Pick<Call, "service" | "writes">) => boolean> = {
  "dies before": () => true,
  "dies after": ({ writes }) => writes,
  "answer lost": ({ writes }) => writes,
  "crowded once": ({ service }) => service === "dynamodb",
  "crowded for good": ({ service }) => service === "dynamodb",
};
