import { Problem } from "#values/error-codes";
import type { Minor } from "#values/money";
import * as Money from "#values/money";
import { advance, type Order, type Pieces, type Step, SYSTEM } from "./order.ts";
import * as Lines from "./order-lines.ts";
import { type RefundRequest, resolve } from "./refund-amount.ts";
import * as Returns from "./return.ts";

export const REFUND_STATUSES = ["REQUESTED", "SUCCEEDED", "FAILED"] as const;

export type RefundStatus = (typeof REFUND_STATUSES)[number];

export interface RefundLine extends Pieces {
  /** Pieces that the order still waited for, once they are given up with it. */
  readonly waived?: number | undefined;
}

/** Money given back, or about to be: it is written down before the payment provider is asked. */
export interface Refund {
  /** R1, R2 … within its order. */
  readonly id: string;
  readonly status: RefundStatus;
  /** What goes back in all. */
  readonly amount: Minor;
  /** The pieces that it is for; none where it is for money alone. */
  readonly lines: readonly RefundLine[];
  /** The part of `amount` that is for shipping. */
  readonly shipping: Minor;
  /** Whether its pieces go back into stock once the money has gone back. */
  readonly restock: boolean;
  readonly reason: string;
  readonly returnId: string | null;
  /** The payment it is given back from. Another one than the order's own bought nothing. */
  readonly intentId: string | null;
  /** Stripe's `re_…`, once it is known. */
  readonly stripeRefundId: string | null;
  /** Why it failed, in the provider's words. */
  readonly failure: string | null;
  readonly requestedAt: string;
  readonly settledAt: string | null;
  readonly actor: string;
}

/** A step of the order, and the refund that it is about. */
export interface RefundStep extends Step {
  readonly refund: Refund;
}

/** What was taken for the order and belongs to it, before anything went back. */
export function paid(order: Order): Minor {
  return order.payment.paidAt === null ? 0 : order.total;
}

/** Whether money goes back from the payment that bought the order; another one bought nothing. */
export function isOwn(order: Order, { intentId }: Pick<Refund, "intentId">): boolean {
  return intentId === order.payment.intentId;
}

/** What of the order's own money went back or is about to. */
export function promised(order: Order): Minor {
  return sum(order.refunds.filter((one) => isOwn(order, one) && one.status !== "FAILED"));
}

/** What of the order's own money has gone back. */
export function refunded(order: Order): Minor {
  return sum(order.refunds.filter((one) => isOwn(order, one) && one.status === "SUCCEEDED"));
}

/** What of the order's own money the provider has taken on to give back: a bank may not have taken it. */
export function takenOn(order: Order): Minor {
  const own = order.refunds.filter((one) => isOwn(order, one) && one.status !== "FAILED");
  return sum(own.filter((one) => one.status === "SUCCEEDED" || one.stripeRefundId !== null));
}

/** What may still be given back. */
export function refundable(order: Order): Minor {
  return Math.max(0, paid(order) - promised(order));
}

function sum(refunds: readonly Refund[]): Minor {
  return refunds.reduce((total, one) => total + one.amount, 0);
}

/** What of one payment went back or is about to: such money must not buy anything any more. */
function givenBack(order: Order, intentId: string): Minor {
  return sum(order.refunds.filter((one) => one.intentId === intentId && one.status !== "FAILED"));
}

/**
 * What of a payment went back or is about to, by the order and the provider together: neither may have
 * heard yet of what the other knows.
 */
export function goesBack(
  order: Order,
  payment: { readonly id: string; readonly refunded: Minor },
): Minor {
  const unsent = order.refunds.filter((one) => {
    return one.intentId === payment.id && one.status === "REQUESTED" && one.stripeRefundId === null;
  });
  return Math.max(givenBack(order, payment.id), payment.refunded + sum(unsent));
}

/** The refund by its id. */
export function find(order: Order, refundId: string): Refund | undefined {
  return order.refunds.find((one) => one.id === refundId);
}

export function draft(
  order: Order,
  content: Pick<Refund, "amount" | "reason" | "intentId" | "actor"> & Partial<Refund>,
  now: Date,
): Refund {
  return {
    id: `R${order.refunds.length + 1}`,
    status: "REQUESTED",
    lines: [],
    shipping: 0,
    restock: false,
    returnId: null,
    stripeRefundId: null,
    failure: null,
    requestedAt: now.toISOString(),
    settledAt: null,
    ...content,
  };
}

export function money(order: Order, amount: Minor): string {
  return Money.format(amount, order.currency);
}

function describe(order: Order, refund: Refund): string {
  const goods = Lines.inWords(order, refund.lines);
  const parts = [goods, refund.shipping > 0 ? "shipping" : ""].filter((one) => one !== "");
  return [...(parts.length === 0 ? [] : [`For ${parts.join(", ")}.`]), refund.reason].join(" ");
}

/** What an intent changes, for a step that somebody else makes. */
export interface Intent {
  readonly refund: Refund;
  readonly facts: Pick<Order, "refunds" | "returns">;
}

/**
 * The intent to give back what is asked for.
 * @throws Problem ORDER_STATUS_CONFLICT where nothing was paid; REFUND_EXCEEDS_PAYMENT; RETURN_NOT_FOUND,
 * RETURN_STATUS_CONFLICT; VALIDATION_ERROR naming the field
 */
export function intend(order: Order, asked: RefundRequest, now: Date): Intent {
  if (paid(order) === 0) {
    throw new Problem(
      "ORDER_STATUS_CONFLICT",
      `Nothing was paid for order ${order.orderNumber}, so nothing can be given back.`,
    );
  }
  const wanted = resolve(order, asked, refundable(order));
  const { reason, restock, returnId, actor } = asked;
  const { intentId } = order.payment;
  const refund = draft(order, { ...wanted, reason, restock, returnId, actor, intentId }, now);
  const returns = returnId === null ? order.returns : Returns.claim(order, returnId, refund.id);
  return { refund, facts: { refunds: [...order.refunds, refund], returns } };
}

/** Writes down that money is to be given back, before anybody gives it. @throws as `intend` */
export function request(order: Order, wanted: RefundRequest, now: Date): RefundStep {
  const { refund, facts } = intend(order, wanted, now);
  return add(order, refund, facts, now);
}

/** A payment that cannot be served, as the provider has it. */
interface Unserved {
  readonly intentId: string;
  /** What it took, and what of that has gone back by the provider's count, or is about to. */
  readonly charged: Minor;
  readonly refunded: Minor;
  readonly reason: string;
}

/**
 * Writes down that a payment which cannot be served goes back: a second one, a late one, one of another
 * amount. All of it, but for what somebody has given back of it. Gives undefined where nothing is left
 * to give, or it is on its way already.
 */
export function requestForPayment(
  order: Order,
  { intentId, charged, refunded: known, reason }: Unserved,
  now: Date,
): RefundStep | undefined {
  const amount = charged - goesBack(order, { id: intentId, refunded: known });
  if (amount <= 0) return undefined;
  const refund = draft(order, { intentId, amount, reason, actor: SYSTEM }, now);
  return add(order, refund, { refunds: [...order.refunds, refund] }, now);
}

function add(order: Order, refund: Refund, facts: Partial<Intent["facts"]>, now: Date): RefundStep {
  const note = {
    kind: "refund-requested",
    title: `Refund asked for, ${money(order, refund.amount)}`,
    detail: describe(order, refund),
    actor: refund.actor,
  };
  return { ...advance(order, facts, note, now), refund };
}
