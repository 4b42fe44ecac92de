import { Problem } from "#values/error-codes";
import type { Minor } from "#values/money";
import * as Money from "#values/money";
import type { Order, OrderItem, Pieces } from "./order.ts";
import * as Lines from "./order-lines.ts";
import { shareOf, shippingShareOf } from "./refund-share.ts";
import * as Returns from "./return.ts";

/** What somebody asks to give back. Without lines, amount and shipping: everything that is left. */
export interface RefundRequest {
  readonly lines?: readonly Pieces[] | undefined;
  /** The whole sum, where it is not what the lines and the shipping come to. */
  readonly amount?: Minor | undefined;
  /** Where given, it must be the order's. */
  readonly currency?: string | undefined;
  /** Of what was paid for shipping. */
  readonly shipping?: Minor | undefined;
  readonly restock: boolean;
  readonly reason: string;
  readonly returnId: string | null;
  readonly actor: string;
}

interface Sum {
  readonly amount: Minor;
  readonly lines: readonly Pieces[];
  readonly shipping: Minor;
}

const live = (order: Order) => order.refunds.filter((one) => one.status !== "FAILED");

/** Pieces of each line whose money may still go back. */
export function piecesLeft(order: Order): (item: OrderItem) => number {
  return (item) => Math.max(0, item.quantity - Lines.refunded(order, item.sku, "all"));
}

/** A piece goes back into stock once: by its return, where it has one. */
function requireNotReturned(order: Order, lines: readonly Pieces[]): void {
  const returns = order.returns.filter((one) => one.status !== "REJECTED");
  for (const item of order.items) {
    const { sku, quantity } = item;
    const returned = Lines.count(
      returns.map((one) => one.lines),
      sku,
    );
    const left = quantity - returned - Lines.refunded(order, sku, "kept");
    if (Lines.count([lines], sku) <= left) continue;
    const message = `${returned} of ${sku} come back by a return, which says what becomes of them.`;
    throw Lines.invalid("restock", message);
  }
}

/** What of the shipping was not given back yet. */
function shippingLeft(order: Order): Minor {
  const back = live(order).reduce((sum, one) => sum + one.shipping, 0);
  return Math.max(0, shippingShareOf(order) - back);
}

/**
 * The sum that a request comes to.
 * @param left what may still be given back
 * @throws Problem REFUND_EXCEEDS_PAYMENT, VALIDATION_ERROR, naming the field
 */
export function resolve(order: Order, request: RefundRequest, left: Minor): Sum {
  const { currency, returnId, restock } = request;
  if (returnId !== null && request.lines !== undefined) {
    throw Lines.invalid("lines", "The return says which pieces it is about.");
  }
  if (returnId !== null && restock) {
    throw Lines.invalid("restock", "That was decided when the return came in.");
  }
  if (restock && order.status === "CANCELLED") {
    throw Lines.invalid("restock", "Its pieces were given up when it was cancelled.");
  }
  if (currency !== undefined && currency !== order.currency) {
    throw Lines.invalid("currency", `This order was paid in ${order.currency}.`);
  }
  const wanted = sumOf(order, request, left);
  if (restock && wanted.lines.length === 0) {
    throw Lines.invalid("restock", "Say which pieces go back into stock.");
  }
  if (restock) requireNotReturned(order, wanted.lines);
  if (wanted.amount > left || left === 0) throw exceeds("amount", order, left);
  if (wanted.amount < 1) throw Lines.invalid("amount", "There is nothing to give back.");
  if (wanted.shipping > wanted.amount) {
    throw Lines.invalid("shipping", "Must not be above the amount.");
  }
  return wanted;
}

function sumOf(order: Order, request: RefundRequest, left: Minor): Sum {
  const { amount, shipping } = request;
  const lines = request.returnId === null ? request.lines : returnedLines(order, request.returnId);
  if (lines === undefined && amount === undefined && shipping === undefined) {
    return {
      amount: left,
      lines: Lines.pick(order, piecesLeft(order)),
      shipping: Math.min(left, shippingLeft(order)),
    };
  }
  const asked = lines ?? [];
  Lines.check(order, asked, piecesLeft(order), (count, { sku }) => ({
    code: "REFUND_EXCEEDS_PAYMENT",
    message: `The money of only ${count} of ${sku} has not gone back yet.`,
  }));
  const post = shipping ?? 0;
  if (post < 0) throw Lines.invalid("shipping", "Must not be negative.");
  if (post > shippingLeft(order)) throw exceeds("shipping", order, shippingLeft(order));
  const back = live(order).flatMap((one) => one.lines);
  const computed = post + shareOf(order, asked, back);
  return { amount: amount ?? computed, lines: asked, shipping: post };
}

function returnedLines(order: Order, returnId: string): readonly Pieces[] {
  return Returns.require(order, returnId).lines.map(({ sku, quantity }) => ({ sku, quantity }));
}

function exceeds(field: string, order: Order, left: Minor): Problem {
  const message =
    left === 0
      ? "All of it has gone back, or is about to."
      : `Only ${Money.format(left, order.currency)} of it can still be given back.`;
  return new Problem("REFUND_EXCEEDS_PAYMENT", message, { details: [{ field, message }] });
}
