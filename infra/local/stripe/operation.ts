import { StripeRefusal } from "./errors.ts";
import type { Cause, Emit } from "./events.ts";
import type { Form } from "./form.ts";
import type { Store } from "./store.ts";

/** What every part of the double works with. */
export interface World {
  readonly store: Store;
  readonly emit: Emit;
  /** Seconds since 1970. */
  readonly now: () => number;
  /** The double's own address without a trailing slash; the payment page hangs below it. */
  readonly url: () => string;
  /** The bank will say whether the payment or refund of this id succeeds. */
  readonly decideLater: (id: string, approved: boolean) => void;
}

/** A call of the API, decoded. */
export interface Call extends World {
  /** The id in the path, where there is one. */
  readonly id: string;
  readonly form: Form;
  readonly cause: Cause;
}

/** An operation of the API. `name` is what faults and the idempotency store call it. */
export interface Operation {
  readonly name: string;
  readonly method: "GET" | "POST";
  /** Matches the path; its only group is the id. */
  readonly path: RegExp;
  /** Runs in one transaction. @returns the object or list to answer with */
  readonly run: (call: Call) => object;
}

/** Lists in Stripe's envelope. */
export function asList<T>(url: string, { data, hasMore }: { data: T[]; hasMore: boolean }) {
  return { object: "list" as const, data, has_more: hasMore, url };
}

/** @throws StripeRefusal when a limit is not 1–100 */
export function checkLimit(limit: number | undefined): number {
  if (limit === undefined) return 10;
  if (limit >= 1 && limit <= 100) return limit;
  throw new StripeRefusal(400, {
    type: "invalid_request_error",
    code: "parameter_invalid_integer",
    message: `The limit is from 1 to 100; you gave ${limit}.`,
    param: "limit",
  });
}
