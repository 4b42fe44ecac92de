import type { Minor } from "#values/money";
import type { Order } from "./order.ts";
import { isOwn, type Refund, refundable } from "./refund.ts";

/** Money that somebody waits for, because the refund which was to bring it has failed. */
export interface Debt {
  /** The last one that failed. */
  readonly refund: Refund;
  readonly amount: Minor;
}

/**
 * What failed refunds still owe, by payment. Whoever asks for money of the same payment afterwards pays
 * a debt with it; where that fails too, it is one debt again, and not a second. Of the order's own
 * money nothing is owed that is not left.
 */
export function debts(order: Order): readonly Debt[] {
  const byPayment = Map.groupBy(order.refunds, (one) => one.intentId);
  return [...byPayment.values()].flatMap((refunds) => {
    const [last] = refunds.filter((one) => one.status === "FAILED").toSorted(latestFirst);
    if (last === undefined) return [];
    const left = isOwn(order, last) ? refundable(order) : Number.POSITIVE_INFINITY;
    const amount = Math.min(left, owed(refunds));
    return amount > 0 ? [{ refund: last, amount }] : [];
  });
}

const endOf = ({ settledAt, requestedAt }: Refund): string => settledAt ?? requestedAt;

function latestFirst(a: Refund, b: Refund): number {
  return endOf(a) < endOf(b) ? 1 : -1;
}

/** Each failure adds to what is owed, each refund that is asked for takes off it, as time went. */
function owed(refunds: readonly Refund[]): Minor {
  return refunds
    .flatMap((one) => [
      { at: one.requestedAt, by: -one.amount },
      ...(one.status === "FAILED" ? [{ at: endOf(one), by: one.amount }] : []),
    ])
    .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    .reduce((sum, { by }) => Math.max(0, sum + by), 0);
}

/** Refunds that have failed by one change of their order. */
export function failedNow(before: Order | undefined, after: Order): readonly Refund[] {
  const known = new Set(
    before?.refunds.filter((one) => one.status === "FAILED").map((one) => one.id),
  );
  return after.refunds.filter((one) => one.status === "FAILED" && !known.has(one.id));
}
