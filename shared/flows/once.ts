import * as Idempotency from "#data/idempotency";
import type { Write } from "#data/write";
import { Problem } from "#values/error-codes";
import { untilSettled } from "./attempts.ts";

/** What a caller's key stands for. */
export interface KeyUse {
  /** Caller and endpoint: the same key of somebody else is another one. */
  readonly scope: string;
  /** 1 to 255 printable characters, chosen by the caller. */
  readonly key: string;
  /** Everything that the request asks for. */
  readonly body: unknown;
}

/** What came of the first request, for those who repeat it. */
export type Outcome = Omit<Parameters<typeof Idempotency.take>[2], "bodyHash">;

/**
 * Does something once for each key, within a day: `first` commits it together with the key, and gives
 * undefined where another was faster; `again` answers whoever repeats it.
 * @throws Problem IDEMPOTENCY_KEY_REUSED where the key was used for another body
 */
export async function once<Result>(
  { scope, key, body }: KeyUse,
  now: Date,
  run: {
    readonly first: (take: (outcome: Outcome) => Write) => Promise<Result | undefined>;
    readonly again: (former: Idempotency.Idempotency) => Promise<Result> | Result;
  },
): Promise<Result> {
  const bodyHash = Idempotency.hashOf(body);
  return await untilSettled(async () => {
    const former = await Idempotency.get(scope, key, now);
    if (former === undefined) {
      return await run.first((outcome) =>
        Idempotency.take(scope, key, { bodyHash, ...outcome }, now),
      );
    }
    if (former.bodyHash === bodyHash) return await run.again(former);
    throw new Problem(
      "IDEMPOTENCY_KEY_REUSED",
      "This Idempotency-Key was used for something else. Take a new one.",
    );
  });
}
