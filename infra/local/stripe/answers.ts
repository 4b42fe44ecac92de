import { createHash } from "node:crypto";
import { StripeRefusal } from "./errors.ts";
import type { Store } from "./store.ts";

/** Stripe forgets a key after a day. */
const KEPT_MS = 24 * 3_600_000;

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Answers by idempotency key, so that a call that is made twice works once. */
export interface Answers {
  /**
   * Takes a key for the length of a call.
   * @returns what gives it back
   * @throws StripeRefusal 409 while another call holds it
   */
  claim(key: string): () => void;
  /**
   * @returns the answer this call got the first time
   * @throws StripeRefusal 400 where the key came with another call
   */
  recall(key: string, path: string, body: string): Answer | undefined;
  remember(key: string, path: string, body: string, answer: Answer): void;
}

/** @param now milliseconds since 1970 */
export function createAnswers(store: Store, now: () => number): Answers {
  const claimed = new Set<string>();
  const select = store.database.prepare("select * from answers where key = ? and created > ?");
  const insert = store.database.prepare("insert or replace into answers values (?, ?, ?, ?, ?, ?)");
  const prune = store.database.prepare("delete from answers where created <= ?");
  return {
    claim(key) {
      if (claimed.has(key)) {
        throw new StripeRefusal(409, {
          type: "idempotency_error",
          code: "idempotency_key_in_use",
          message: `There is currently another in-progress request using this Idempotency Key (${key}). Please try again later.`,
        });
      }
      claimed.add(key);
      return () => claimed.delete(key);
    },
    recall(key, path, body) {
      const row = select.get(key, now() - KEPT_MS);
      if (!row) return undefined;
      const same = row["operation"] === path && row["fingerprint"] === fingerprint(body);
      if (same) return { status: Number(row["status"]), body: String(row["body"]) };
      const differs =
        row["operation"] === path
          ? "with the same parameters they were first used with"
          : `for the same endpoint they were first used for ('${path}' vs '${String(row["operation"])}')`;
      throw new StripeRefusal(400, {
        type: "idempotency_error",
        message: `Keys for idempotent requests can only be used ${differs}. Try using a key other than '${key}' if you meant to execute a different request.`,
      });
    },
    remember(key, path, body, { status, body: answer }) {
      prune.run(now() - KEPT_MS);
      insert.run(key, path, fingerprint(body), status, answer, now());
    },
  };
}

/** The order of parameters means nothing. */
function fingerprint(body: string): string {
  const sorted = new URLSearchParams(body);
  sorted.sort();
  return createHash("sha256").update(sorted.toString()).digest("hex");
}
