import * as GivenUp from "./given-up.ts";
import { advance, type Order } from "./order.ts";
import { follow, statusOf } from "./order-status.ts";
import { methodName } from "./payment-method.ts";
import { draft, find, isOwn, money, type Refund, type RefundStep } from "./refund.ts";
import * as Returns from "./return.ts";

/** Acts where a refund was made at the payment provider's own pages. */
export const PROVIDER = "provider";

/** A refund that has ended, and the pieces that the order gives up with it. */
export interface Outcome extends RefundStep {
  readonly givenUp: readonly GivenUp.GivenUp[];
}

function change(order: Order, refund: Refund): readonly Refund[] {
  return order.refunds.map((one) => (one.id === refund.id ? refund : one));
}

function requireOne(order: Order, refundId: string): Refund {
  const found = find(order, refundId);
  if (found !== undefined) return found;
  throw new Error(`Order ${order.orderNumber} has no refund ${refundId}.`);
}

/**
 * The provider has taken it on and not finished: a bank takes its time. Undefined where that is
 * known already.
 */
export function defer(
  order: Order,
  refundId: string,
  stripeRefundId: string,
  now: Date,
): Outcome | undefined {
  const found = requireOne(order, refundId);
  if (found.status !== "REQUESTED" || found.stripeRefundId === stripeRefundId) return undefined;
  const refund = { ...found, stripeRefundId };
  const note = {
    kind: "refund-pending",
    title: `Refund under way, ${money(order, refund.amount)}`,
    detail: "The bank takes its time. We hear from it.",
  };
  return { ...advance(order, { refunds: change(order, refund) }, note, now), refund, givenUp: [] };
}

/**
 * The money has gone back. All of it: REFUNDED, where the order's life leads there. A return that
 * it is for is done. Undefined where that is known already.
 */
export function succeed(
  order: Order,
  refundId: string,
  stripeRefundId: string,
  now: Date,
): Outcome | undefined {
  const found = requireOne(order, refundId);
  if (found.status === "SUCCEEDED") return undefined;
  const settledAt = now.toISOString();
  const itsOwn = GivenUp.withRefund(order, found);
  const made: Refund = {
    ...found,
    status: "SUCCEEDED",
    lines: GivenUp.noted(found.lines, itsOwn),
    stripeRefundId,
    failure: null,
    settledAt,
  };
  const { refund, rest } = withRest({ ...order, refunds: change(order, made) }, made);
  const givenUp = GivenUp.both(itsOwn, rest);
  const method = isOwn(order, refund) ? order.payment.method : null;
  const note = {
    kind: "refunded",
    title: `Given back, ${money(order, refund.amount)}`,
    detail: method === null ? refund.reason : `To ${methodName(method)}. ${refund.reason}`,
  };
  const returns =
    refund.returnId === null ? order.returns : Returns.settle(order, refund.returnId, now);
  return {
    ...follow(order, { refunds: change(order, refund), returns }, note, now),
    refund,
    givenUp,
  };
}

/**
 * Money may go back without a word about pieces. Where it is all of it, nobody waits for any more:
 * what comes in would be kept for ever for an order that takes nothing.
 */
function withRest(
  after: Order,
  refund: Refund,
): { readonly refund: Refund; readonly rest: readonly GivenUp.GivenUp[] } {
  if (statusOf(after) !== "REFUNDED") return { refund, rest: [] };
  const rest = GivenUp.rest(after);
  const more = rest.map(({ sku, waived }) => ({ sku, quantity: waived, waived }));
  return { refund: { ...refund, lines: [...refund.lines, ...more] }, rest };
}

/**
 * The provider refuses it for good, or the bank has sent its money back. Pieces that were not given up
 * with it are open again, to be sent or refunded. Undefined where that is known already.
 */
export function fail(
  order: Order,
  refundId: string,
  failure: string,
  now: Date,
): Outcome | undefined {
  const found = requireOne(order, refundId);
  if (found.status === "FAILED") return undefined;
  const settledAt = now.toISOString();
  const refund: Refund = { ...found, status: "FAILED", failure, settledAt };
  const note = {
    kind: "refund-failed",
    title: `Refund refused, ${money(order, refund.amount)}`,
    detail: failure,
  };
  const returns =
    refund.returnId === null ? order.returns : Returns.release(order, refund.returnId, now);
  return {
    ...follow(order, { refunds: change(order, refund), returns }, note, now),
    refund,
    givenUp: [],
  };
}

/** A refund that somebody made at the provider's own pages becomes a fact here too. */
export function notice(
  order: Order,
  made: Pick<Refund, "intentId" | "stripeRefundId" | "amount"> & { readonly done: boolean },
  now: Date,
): Outcome {
  const { intentId, stripeRefundId, amount, done } = made;
  const reason = "Made at the payment provider.";
  const wanted = draft(order, { intentId, amount, reason, actor: PROVIDER, stripeRefundId }, now);
  const seen: Refund = done
    ? { ...wanted, status: "SUCCEEDED", settledAt: now.toISOString() }
    : wanted;
  const { refund, rest } = withRest({ ...order, refunds: [...order.refunds, seen] }, seen);
  const note = {
    kind: done ? "refunded" : "refund-pending",
    title: `${done ? "Given back" : "Refund under way"}, ${money(order, amount)}`,
    detail: reason,
    actor: PROVIDER,
  };
  const facts = { refunds: [...order.refunds, refund] };
  return { ...follow(order, facts, note, now), refund, givenUp: rest };
}
