import { type Call, type Gate, through, type Work } from "./calls.ts";

/** Who goes next, by number, of those who can; `moves` says how many calls each has made. */
export type Director = (ready: readonly number[], moves: readonly number[]) => number;

interface Waiting {
  readonly go: () => void;
}

class Actor implements Gate {
  readonly calls: Call[] = [];
  readonly #queue: Waiting[] = [];
  done = false;
  #stirred: () => void = () => undefined;
  #stir: Promise<void> = Promise.resolve();

  constructor() {
    this.#rearm();
  }

  #rearm(): void {
    this.#stir = new Promise((resolve) => {
      this.#stirred = resolve;
    });
  }

  /** Resolves when the actor waits to make a call, or has none to make any more. */
  async ready(): Promise<void> {
    while (!this.done && this.#queue.length === 0) await this.#stir;
  }

  async pass(call: Call, work: Work): Promise<unknown> {
    await new Promise<void>((go) => {
      this.#queue.push({ go });
      this.#wake();
    });
    this.calls.push(call);
    try {
      return await work();
    } finally {
      this.#wake();
      this.#answered?.();
    }
  }

  #answered: (() => void) | undefined;

  /** Lets one call pass; resolves when it has its answer. */
  async move(): Promise<void> {
    const next = this.#queue.shift();
    if (next === undefined) return;
    const answered = new Promise<void>((resolve) => {
      this.#answered = resolve;
    });
    next.go();
    await answered;
  }

  end(): void {
    this.done = true;
    this.#wake();
  }

  #wake(): void {
    const wake = this.#stirred;
    this.#rearm();
    wake();
  }
}

/**
 * Runs processes side by side, one call of one of them at a time, in the order that `director` says.
 * @returns the calls that each made; what an actor threw is its own affair
 */
export async function play(
  works: readonly (() => Promise<unknown>)[],
  director: Director,
): Promise<readonly (readonly Call[])[]> {
  const actors = works.map(() => new Actor());
  const ends = actors.map((actor, at) => {
    const work = works[at] ?? (async () => undefined);
    return through(actor, work)
      .catch(() => undefined)
      .finally(() => actor.end());
  });
  for (;;) {
    await Promise.all(actors.map((actor) => actor.ready()));
    const ready = actors.flatMap((actor, at) => (actor.done ? [] : [at]));
    if (ready.length === 0) break;
    const next = director(
      ready,
      actors.map((actor) => actor.calls.length),
    );
    await actors[next]?.move();
  }
  await Promise.all(ends);
  return actors.map((actor) => actor.calls);
}

/** Numbers from 0 to 1 by chance that can be had again (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Whoever the dice say. */
export function byChance(seed: number): Director {
  const next = chance(seed);
  return (ready) => ready[Math.floor(next() * ready.length)] ?? 0;
}

/**
 * `first` makes so many calls, then the other so many, then `first` the rest, then the other. With
 * two processes that is every order with two interruptions.
 */
export function inTurns(first: 0 | 1, calls: readonly [number, number]): Director {
  const other = first === 0 ? 1 : 0;
  return (ready, moves) => {
    const early = (moves[first] ?? 0) < calls[0];
    const middle = (moves[other] ?? 0) < calls[1];
    const wanted = early ? first : middle ? other : first;
    return ready.includes(wanted) ? wanted : (ready[0] ?? 0);
  };
}
