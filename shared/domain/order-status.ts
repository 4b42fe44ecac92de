import {
  advance,
  become,
  mayBecome,
  type Note,
  type Order,
  type OrderStatus,
  type Step,
} from "./order.ts";
import * as Lines from "./order-lines.ts";
import { paid, refunded } from "./refund.ts";

/** What comes to an order after it was paid. */
type Facts = Partial<Pick<Order, "fulfilments" | "refunds" | "returns">>;

/**
 * What its parcels and refunds make of an order. Pieces of a refund that may still be refused have not
 * left, though nobody can send them: they keep it open until it is known whether somebody must.
 */
export function statusOf(order: Order): OrderStatus {
  const { status, fulfilments } = order;
  if (status === "PENDING" || status === "CANCELLED") return status;
  if (paid(order) > 0 && refunded(order) >= paid(order)) return "REFUNDED";
  if (fulfilments.length === 0) return status === "REFUNDED" ? "PROCESSING" : status;
  const whole = order.items.every(({ sku, quantity }) => {
    return quantity <= Lines.shipped(order, sku) + Lines.refunded(order, sku, "settled");
  });
  if (!whole) return "PROCESSING";
  return fulfilments.every((one) => one.deliveredAt !== null) ? "DELIVERED" : "SHIPPED";
}

/** The order with new facts, in the status that they mean. */
export function follow(order: Order, facts: Facts, note: Note, now: Date): Step {
  const status = statusOf({ ...order, ...facts });
  return status !== order.status && mayBecome(order.status, status)
    ? become(order, status, facts, note, now)
    : advance(order, facts, note, now);
}
