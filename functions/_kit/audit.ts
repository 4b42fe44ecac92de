import { describeError } from "#values/describe-error";
import { type ErrorCode, Problem } from "#values/error-codes";
import type { Actor } from "#values/roles";
import { isForged } from "./actor.ts";
import { type Event, header } from "./request.ts";
import { UNKNOWN_FIELD } from "./validation.ts";

/** Refusals that no honest mistake leads to: somebody tries doors. */
const SUSPICIOUS: ReadonlySet<ErrorCode> = new Set([
  "WEBHOOK_SIGNATURE_INVALID",
  "CSRF_REJECTED",
  "FORBIDDEN",
]);

/** Fields that no contract has, and that somebody claims to be more, or to owe less, with. */
const CLAIM =
  /(^|\.)(__proto__|role|roles|groups|admin|isAdmin|sub|userId|customerId|price|total|subtotal|discount|tax)$/;

/** Where in the shop, and in which call, something went wrong. */
interface Place {
  readonly endpoint: string;
  readonly requestId: string;
}

/**
 * One line for a failed call: what is the caller's to mend without a stack, as an audit line where it
 * smells, and what is ours with everything there is.
 * @param caller undefined where the call failed before anybody looked
 */
export function logFailure(
  place: Place,
  event: Event,
  caller: Actor | undefined,
  error: unknown,
): void {
  if (!(error instanceof Problem) || error.statusCode >= 500) {
    console.error(JSON.stringify({ level: "error", ...place, ...describeError(error) }));
    return;
  }
  const line = { ...place, code: error.code };
  if (!smells(error)) {
    console.info(JSON.stringify({ level: "info", ...line }));
    return;
  }
  const { message: why, cause } = describeError(error);
  const who = caller?.kind === "user" ? caller.sub : "guest";
  const from = header(event, "x-forwarded-for");
  console.warn(JSON.stringify({ level: "warn", audit: "refused", ...line, why, cause, who, from }));
}

function smells({ code, details = [], cause }: Problem): boolean {
  if (SUSPICIOUS.has(code)) return true;
  return (
    isForged(cause) ||
    details.some(({ field, message }) => message === UNKNOWN_FIELD && CLAIM.test(field))
  );
}
