import type { Call } from "./calls.ts";
import { type Done, type Finding, judge, type Trial } from "./judge.ts";
import { byChance, chance, type Director, inTurns, play } from "./stage.ts";
import type { World } from "./world.ts";

/** Two or three who want something of the same basket, order, stock or coupon at once. */
export interface Duel {
  readonly name: string;
  readonly prepare: (
    world: World,
  ) => Promise<Trial & { readonly actors: readonly (() => Promise<unknown>)[] }>;
}

export interface Outcome {
  readonly duel: string;
  /** Orders of calls that could matter, and how many of them were played. */
  readonly orders: number;
  readonly runs: number;
  readonly findings: readonly Finding[];
}

interface Order {
  readonly name: string;
  readonly director: Director;
}

/**
 * Plays a duel in many orders and looks what came of each. Of two, every order with two
 * interruptions that can matter; of three, orders by chance.
 * @param most how many orders to play; where there are more, the seed picks them
 */
export async function fight(
  world: World,
  duel: Duel,
  { most, seed }: { readonly most: number; readonly seed: number },
): Promise<Outcome> {
  const done: Done[] = [];

  async function once({ name, director }: Order) {
    const trial = await duel.prepare(world);
    const calls = await play(trial.actors, director);
    await world.drain();
    done.push({ trial, accident: name, complaints: [] });
    return calls;
  }

  const [inOrder, turned] = [
    await once({ name: "one after the other", director: inTurns(0, [Infinity, Infinity]) }),
    await once({ name: "the other way round", director: inTurns(1, [Infinity, Infinity]) }),
  ];
  const [left = [], right = [], third] = inOrder;
  const all =
    third === undefined
      ? ordersOf(longer(left, turned[0]), longer(right, turned[1]))
      : Array.from({ length: most }, (_, at) => dice(seed + at));
  for (const order of pick(all, most, seed)) await once(order);
  const findings = await judge(world, duel.name, done);
  return { duel: duel.name, orders: all.length + 2, runs: done.length, findings };
}

/** Whoever comes second may find the door closed, and makes fewer calls. */
function longer(one: readonly Call[], other: readonly Call[] = []): readonly Call[] {
  return one.length >= other.length ? one : other;
}

function dice(seed: number): Order {
  return { name: `by chance, seed ${seed}`, director: byChance(seed) };
}

/**
 * The orders in which two processes can meet differently. Between two calls that touch nothing the
 * other one writes, an interruption changes nothing, so there is none.
 */
function ordersOf(left: readonly Call[], right: readonly Call[]): Order[] {
  const both = [left, right] as const;
  return ([0, 1] as const).flatMap((first) => {
    const other = first === 0 ? 1 : 0;
    return crossings(both[first], both[other]).flatMap((early) =>
      crossings(both[other], both[first]).map((middle) => ({
        name: `${first} makes ${early} calls, ${other} ${middle}, then ${first} goes on`,
        director: inTurns(first, [early, middle]),
      })),
    );
  });
}

/** After how many of its calls an interruption matters: before each that meets one of the other's. */
function crossings(calls: readonly Call[], others: readonly Call[]): number[] {
  return calls.flatMap((call, at) =>
    at > 0 && others.some((other) => (call.writes || other.writes) && meet(call, other))
      ? [at]
      : [],
  );
}

/** Whether two calls may touch the same thing: by kind, since names differ from run to run. */
function meet(one: Call, other: Call): boolean {
  if (one.service !== other.service) return one.service === "person" || other.service === "person";
  // All that is asked of Stripe is about one payment.
  if (one.service === "stripe") return true;
  const kinds = new Set(one.about.map(kind));
  return other.about.some((subject) => kinds.has(kind(subject)));
}

/**
 * `ORDER#P-261123-7F3KQ/RESV` → `ORDER/RESV`, `EMAIL#order.paid/P-261123-7F3KQ/A` → `EMAIL/A`. An
 * index only hints at items, which are read again.
 */
function kind(subject: string): string {
  const end = subject.lastIndexOf("/");
  const [partition, sort] = [subject.slice(0, end), subject.slice(end + 1)];
  return `${partition.split("#")[0]}/${sort.split("#")[0]}`;
}

function pick<Item>(items: readonly Item[], most: number, seed: number): readonly Item[] {
  if (items.length <= most) return items;
  const next = chance(seed);
  return items
    .map((item) => ({ item, draw: next() }))
    .toSorted((a, b) => a.draw - b.draw)
    .slice(0, most)
    .map(({ item }) => item);
}
