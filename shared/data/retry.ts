import { setTimeout as sleep } from "node:timers/promises";
import { Problem } from "#values/error-codes";

/** Seven pauses of at most 25, 50, 100 … 400 ms: some 0.7 s on average, 1.6 s at worst. */
const ATTEMPTS = 8;
const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 400;

/** What another moment mends: contention and throttling. Names of exceptions, and of cancellation codes. */
const PASSING = new Set([
  "TransactionConflict",
  "TransactionConflictException",
  "TransactionInProgressException",
  "ThrottlingError",
  "ThrottlingException",
  "RequestLimitExceeded",
  "ProvisionedThroughputExceeded",
  "ProvisionedThroughputExceededException",
  "ReplicatedWriteConflictException",
  "InternalServerError",
]);

/** Whether an exception's or a cancellation's name means that another attempt may succeed. */
export function isPassing(name: string | undefined): boolean {
  return name !== undefined && PASSING.has(name);
}

/** Thrown by an attempt that may be repeated. */
export class Contention extends Error {
  override readonly name = "Contention";
}

/** Full jitter, so that those who met do not meet again. */
async function pause(attempt: number): Promise<void> {
  await sleep(Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt));
}

/**
 * Repeats `attempt` while it meets contention or throttling, then gives up.
 * @throws Problem UNAVAILABLE, with Retry-After, after eight attempts
 */
export async function withRetries<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let count = 0; ; count++) {
    try {
      return await attempt();
    } catch (error) {
      const passing =
        error instanceof Contention || (error instanceof Error && isPassing(error.name));
      if (!passing) throw error;
      if (count === ATTEMPTS - 1) {
        throw new Problem("UNAVAILABLE", "The shop is very busy. Try again in a moment.", {
          retryAfter: 2,
          cause: error,
        });
      }
      await pause(count);
    }
  }
}
