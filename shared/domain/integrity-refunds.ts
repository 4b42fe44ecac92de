import type { Minor } from "#values/money";
import type { Drift } from "./integrity.ts";
import type { Order } from "./order.ts";
import { isOwn, money, type Refund } from "./refund.ts";
import { type Debt, debts } from "./refund-debt.ts";

/** A refund at the provider. */
export interface RefundAtProvider {
  /** Stripe's `re_…`. */
  readonly id: string;
  readonly status: string;
  readonly amount: Minor;
  /** R1, R2 … where the shop made it. */
  readonly refundId: string | undefined;
}

/** The orders queue tries at once, then after three minutes, and the outbox again after five. */
const STUCK_MS = 20 * 60_000;

/** Whether what went back by the order is what went back by the provider, refund by refund. */
export function ofRefunds(order: Order, made: readonly RefundAtProvider[], now: Date): Drift[] {
  return [
    ...made
      .filter((one) => tookPlace(one) && !isKnown(order, one))
      .map((one) => unknown(order, one)),
    ...order.refunds.flatMap((refund) => ofRefund(order, refund, made, now) ?? []),
    ...debts(order).map((debt) => ofDebt(order, debt)),
  ];
}

function ofDebt(order: Order, { refund, amount }: Debt): Drift {
  const owed = money(order, amount);
  const next = isOwn(order, refund)
    ? "Ask for it again on the order's page; where its card takes nothing, pay it another way."
    : "It was a payment that bought nothing: give it back in Stripe's dashboard.";
  return {
    kind: "refund.failed",
    subject: `${order.orderNumber}/${refund.id}`,
    severity: "alarm",
    expected: `${owed} given back`,
    found: `Refused: ${refund.failure ?? "no reason given"}`,
    why: `The bank or Stripe refused it, and the shopper still waits for ${owed}. ${next}`,
    remedy: "none",
  };
}

function tookPlace({ status }: RefundAtProvider): boolean {
  return status !== "failed" && status !== "canceled";
}

function isKnown(order: Order, made: RefundAtProvider): boolean {
  return order.refunds.some((one) => one.stripeRefundId === made.id || one.id === made.refundId);
}

function unknown(order: Order, made: RefundAtProvider): Drift {
  const amount = money(order, made.amount);
  return {
    kind: "refund.unknown",
    subject: `${order.orderNumber}/${made.id}`,
    severity: "alarm",
    expected: `${amount} among the order's refunds`,
    found: "The order knows nothing of it",
    why:
      `Stripe gave ${amount} back and the order does not say so: somebody refunded it in Stripe's ` +
      "dashboard and its webhook was lost. It is written into the order, and the shopper is told.",
    remedy: "safe",
  };
}

function ofRefund(
  order: Order,
  refund: Refund,
  made: readonly RefundAtProvider[],
  now: Date,
): Drift | undefined {
  const subject = `${order.orderNumber}/${refund.id}`;
  const amount = money(order, refund.amount);
  const known = made.find((one) => one.id === refund.stripeRefundId || one.refundId === refund.id);
  if (refund.status === "SUCCEEDED") {
    if (known && tookPlace(known) && known.amount === refund.amount) return undefined;
    return {
      kind: "refund.missing",
      subject,
      severity: "alarm",
      expected: `${amount} given back`,
      found: known ? `${money(order, known.amount)}, ${known.status}` : "Nothing",
      why: known
        ? "The order says that the money went back, and the bank has sent it back since: the word of " +
          "it was lost. The order is told, so that somebody can refund it another way."
        : "The order says that the money went back and Stripe knows no such refund: it was written " +
          "past the shop. The shopper may still wait for it.",
      remedy: known ? "safe" : "none",
    };
  }
  const waits = known !== undefined && known.status !== "succeeded" && tookPlace(known);
  const young = new Date(refund.requestedAt).getTime() + STUCK_MS > now.getTime();
  if (refund.status === "FAILED" || waits || young) return undefined;
  return {
    kind: "refund.stuck",
    subject,
    severity: "alarm",
    expected: `${amount} given back since ${refund.requestedAt.slice(0, 16).replace("T", " ")}`,
    found: known ? `At Stripe: ${known.status}` : "Asked for, and not made",
    why:
      "It was written down, and neither who asked for it nor the orders queue finished it. It is " +
      "made now, under its own key, so that it happens once.",
    remedy: "safe",
  };
}
