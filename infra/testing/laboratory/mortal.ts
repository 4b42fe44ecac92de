import {
  ProvisionedThroughputExceededException,
  TransactionCanceledException,
} from "@aws-sdk/client-dynamodb";
import type pg from "pg";
import type { Call, Gate, Work } from "./calls.ts";
import { through } from "./calls.ts";

/**
 * What happens to one call of a process:
 * - `dies before`: it ends, and the call is never sent;
 * - `dies after`: the call does its work, and the process ends before it hears of it;
 * - `answer lost`: the process lives, and its client asks again as it is set up to, or gives up.
 */
export const ACCIDENTS = ["dies before", "dies after", "answer lost"] as const;

/**
 * What DynamoDB does when there is a crowd, and the local engine never:
 * - `crowded once`: this call is refused, the next one goes through;
 * - `crowded for good`: every call of it from here on is refused, so that the process gives up.
 */
export const CROWDS = ["crowded once", "crowded for good"] as const;

export type Accident = (typeof ACCIDENTS | typeof CROWDS)[number];

export interface Fate {
  /** Position of the call, from 0, or which call it is. */
  readonly at: number | ((call: Call) => boolean);
  readonly accident: Accident;
}

const forever = (): Promise<never> => new Promise(() => undefined);

/**
 * A process that counts its calls and meets its fate. A dead one gets no answer to anything, so that
 * nothing of it runs any more: no `catch`, no `finally`, as after a power cut.
 */
class Mortal implements Gate {
  readonly calls: Call[] = [];
  readonly died: Promise<void>;
  readonly #fate: Fate | undefined;
  readonly #connections: pg.Client[] = [];
  #dead = false;
  #end: () => void = () => undefined;

  constructor(fate: Fate | undefined) {
    this.#fate = fate;
    this.died = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  get dead(): boolean {
    return this.#dead;
  }

  opened(client: pg.Client): void {
    this.#connections.push(client);
  }

  async pass(call: Call, work: Work, client: object): Promise<unknown> {
    if (this.#dead) return await forever();
    const at = this.calls.push(call) - 1;
    const accident = this.#meets(call, at);
    if (accident === "dies before") return await this.#die();
    if (accident === "crowded once" || accident === "crowded for good") throw crowded(call);
    try {
      let result = await work();
      if (accident === "dies after") return await this.#die();
      if (accident === "answer lost") result = await askAgain(call, client, work);
      return this.#dead ? await forever() : result;
    } catch (error) {
      if (accident === "dies after") return await this.#die();
      if (this.#dead) return await forever();
      throw error;
    }
  }

  #meets(call: Call, position: number): Accident | undefined {
    if (this.#fate === undefined) return undefined;
    const { at, accident } = this.#fate;
    if (accident === "crowded for good" && typeof at === "number") {
      return position >= at && call.service === "dynamodb" ? accident : undefined;
    }
    return (typeof at === "number" ? at === position : at(call)) ? accident : undefined;
  }

  #die(): Promise<never> {
    this.#dead = true;
    // The operating system closes what a process had open, and the server rolls back.
    for (const client of this.#connections) cut(client);
    this.#end();
    return forever();
  }
}

/** What DynamoDB's client throws when it has given up asking again by itself. */
function crowded({ operation }: Call): Error {
  const $metadata = {};
  if (operation !== "TransactWrite") {
    return new ProvisionedThroughputExceededException({ message: "Slow down.", $metadata });
  }
  const CancellationReasons = [{ Code: "TransactionConflict" }];
  return new TransactionCanceledException({
    message: "Conflict.",
    $metadata,
    CancellationReasons,
  });
}

function cut(client: object): void {
  Reflect.get(client, "connection").stream.destroy();
}

/** The client's own retry after an answer that did not come; where it has none, its error. */
async function askAgain({ service }: Call, client: object, work: Work): Promise<unknown> {
  if (service === "postgres") cut(client);
  else if (service === "stripe" || (await attemptsOf(client)) > 1) return await work();
  throw Object.assign(new Error("socket hang up"), { name: "TimeoutError", code: "ECONNRESET" });
}

async function attemptsOf(client: object): Promise<number> {
  const { maxAttempts } = Reflect.get(client, "config");
  return await maxAttempts();
}

export interface Life<Result> {
  readonly calls: readonly Call[];
  /** Undefined where the process died, or threw. */
  readonly result: Result | undefined;
  readonly died: boolean;
  readonly error: unknown;
}

/** Runs `work` as a process of its own until it is done, or dead. */
export async function live<Result>(
  work: () => Promise<Result>,
  fate?: Fate,
): Promise<Life<Result>> {
  const mortal = new Mortal(fate);
  let result: Result | undefined;
  let error: unknown;
  const done = through(mortal, work).then(
    (value) => {
      result = value;
    },
    (thrown: unknown) => {
      error = thrown;
    },
  );
  await Promise.race([done, mortal.died]);
  return { calls: mortal.calls, result, died: mortal.dead, error };
}
