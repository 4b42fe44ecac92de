import type { Drift } from "./integrity.ts";
import type { Order, Reservation } from "./order.ts";

/** The sweeper comes each minute, and asks Stripe for each. */
const LATE_MS = 15 * 60_000;

/** An unpaid order holds its goods, and ends when its hold does. */
export function ofPending(
  order: Order,
  hold: Reservation | undefined,
  now: Date,
): Drift | undefined {
  const { orderNumber } = order;
  if (hold === undefined) {
    return {
      kind: "order.without-hold",
      subject: orderNumber,
      severity: "alarm",
      expected: "A hold of its goods",
      found: "None",
      why:
        "The order waits for its payment and nothing is held for it: it may be paid for goods that " +
        "were sold to others. Its hold is written and ended together with the order's status, so " +
        "somebody removed the item.",
      remedy: "none",
    };
  }
  if (new Date(hold.expiresAt).getTime() + LATE_MS > now.getTime()) return undefined;
  return {
    kind: "order.overdue",
    subject: orderNumber,
    severity: "alarm",
    expected: `Ended at ${hold.expiresAt.slice(11, 16)}`,
    found: "Still waiting for its payment",
    why:
      "Its hold is over and the sweeper has not ended it: it did not run, or Stripe did not close " +
      "the payment page. The goods stay held until it ends.",
    remedy: "safe",
  };
}

/** A hold without an order that waits. */
export function ofHold(hold: Reservation, order: Order | undefined): Drift {
  const pieces = hold.lines.reduce((sum, line) => sum + line.quantity, 0);
  return {
    kind: "hold.without-order",
    subject: hold.orderNumber,
    severity: "alarm",
    expected: "No hold",
    found: `${pieces} pieces held`,
    why: order
      ? `The order is ${order.status} and its goods are held still. Hold and status end in one ` +
        "transaction, so somebody wrote one of the two past the shop."
      : "There is no such order, and its goods are held still. Somebody removed the order.",
    remedy: "person",
  };
}
