import { Problem } from "#values/error-codes";

/** Each refusal means that somebody else has moved on; five in a row mean a crowd. */
const ATTEMPTS = 5;

/**
 * Reads, decides and writes again while others write first. `attempt` gives undefined where its
 * conditions were overtaken, and must then read everything anew.
 * @throws Problem UNAVAILABLE, with Retry-After, after five attempts
 */
export async function untilSettled<Result>(
  attempt: () => Promise<Result | undefined>,
): Promise<Result> {
  for (let count = 0; count < ATTEMPTS; count++) {
    const result = await attempt();
    if (result !== undefined) return result;
  }
  throw new Problem("UNAVAILABLE", "Too many changes at once. Try again in a moment.", {
    retryAfter: 1,
  });
}
