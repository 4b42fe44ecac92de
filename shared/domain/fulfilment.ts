import { Problem } from "#values/error-codes";
import {
  advance,
  become,
  mayBecome,
  type Note,
  type Order,
  type OrderItem,
  type OrderStatus,
  type Pieces,
  type Step,
} from "./order.ts";
import * as Lines from "./order-lines.ts";

/** A parcel that left the house. */
export interface Fulfilment {
  /** F1, F2 … within its order. */
  readonly id: string;
  readonly lines: readonly Pieces[];
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
  /** Where the carrier shows the way it takes. */
  readonly trackingUrl: string | null;
  readonly shippedAt: string;
  readonly deliveredAt: string | null;
  readonly actor: string;
}

/** What is said of a parcel when it leaves. Without lines: everything that is left. */
export type Parcel = Pick<Fulfilment, "carrier" | "trackingNumber" | "trackingUrl" | "actor"> & {
  readonly lines?: readonly Pieces[] | undefined;
};

/** A step of the order, and the parcel that it is about. */
export interface FulfilmentStep extends Step {
  readonly fulfilment: Fulfilment;
}

/** Pieces of a SKU that left the house. */
export function shipped(order: Order, sku: string): number {
  return Lines.count(
    order.fulfilments.map((one) => one.lines),
    sku,
  );
}

/**
 * Pieces of a line that are still to leave: neither shipped, nor refunded. A refund takes pieces that
 * have not left first, unless it is for a return.
 */
export function leftToShip(order: Order, item: OrderItem): number {
  const refunded = Lines.refunded(order, item.sku, "kept");
  return Math.max(0, item.quantity - shipped(order, item.sku) - refunded);
}

function isAllShipped(order: Order): boolean {
  return order.items.every((item) => leftToShip(order, item) === 0);
}

/** Where its parcels have brought an order. */
function statusOf(order: Order): OrderStatus {
  if (order.fulfilments.length === 0) return order.status;
  if (!isAllShipped(order)) return "PROCESSING";
  return order.fulfilments.every((one) => one.deliveredAt !== null) ? "DELIVERED" : "SHIPPED";
}

/** The order with new facts, in the status that its parcels then mean. */
export function follow(
  order: Order,
  facts: Partial<Pick<Order, "fulfilments" | "refunds" | "returns">>,
  note: Note,
  now: Date,
): Step {
  const status = statusOf({ ...order, ...facts });
  return status !== order.status && mayBecome(order.status, status)
    ? become(order, status, facts, note, now)
    : advance(order, facts, note, now);
}

/**
 * Hands pieces to the carrier: SHIPPED once all have left, PROCESSING while some have not.
 * @throws Problem ORDER_STATUS_CONFLICT where it is not paid, or all has left; FULFILMENT_EXCEEDS_ORDER
 * and VALIDATION_ERROR naming the line
 */
export function ship(order: Order, parcel: Parcel, now: Date): FulfilmentStep {
  const left = (item: OrderItem) => leftToShip(order, item);
  if (!mayBecome(order.status, "SHIPPED")) throw cannot(order, "nothing can leave");
  if (isAllShipped(order)) throw cannot(order, "nothing is left to send");
  const lines = parcel.lines ?? Lines.pick(order, left);
  if (lines.length === 0) throw Lines.invalid("lines", "A parcel holds at least one piece.");
  Lines.check(order, lines, left, (count, { sku }) => ({
    code: "FULFILMENT_EXCEEDS_ORDER",
    message: `Only ${count} of ${sku} are left to send.`,
  }));
  const { carrier, trackingNumber, trackingUrl, actor } = parcel;
  const fulfilment: Fulfilment = {
    id: `F${order.fulfilments.length + 1}`,
    lines,
    carrier,
    trackingNumber,
    trackingUrl,
    shippedAt: now.toISOString(),
    deliveredAt: null,
    actor,
  };
  const fulfilments = [...order.fulfilments, fulfilment];
  const whole = isAllShipped({ ...order, fulfilments });
  const by = [carrier, trackingNumber].filter((one) => one !== null).join(" ");
  const what = whole && fulfilments.length === 1 ? "" : Lines.inWords(order, lines);
  const note = {
    kind: "shipped",
    title: whole ? "Handed to the carrier" : "A part handed to the carrier",
    detail: [by, what].filter((one) => one !== "").join(": ") || null,
    actor,
  };
  return { ...follow(order, { fulfilments }, note, now), fulfilment };
}

/**
 * A parcel has arrived; the last one makes the order DELIVERED. Undefined where that is known already.
 * @throws Problem FULFILMENT_NOT_FOUND
 */
export function deliver(
  order: Order,
  fulfilmentId: string,
  actor: string,
  now: Date,
): FulfilmentStep | undefined {
  const found = order.fulfilments.find((one) => one.id === fulfilmentId);
  if (found === undefined) {
    throw new Problem("FULFILMENT_NOT_FOUND", `This order has no parcel ${fulfilmentId}.`);
  }
  if (found.deliveredAt !== null) return undefined;
  const fulfilment = { ...found, deliveredAt: now.toISOString() };
  const fulfilments = order.fulfilments.map((one) => (one.id === found.id ? fulfilment : one));
  const several = order.fulfilments.length > 1;
  const detail = several ? Lines.inWords(order, found.lines) : null;
  const note = { kind: "delivered", title: "Delivered", detail, actor };
  return { ...follow(order, { fulfilments }, note, now), fulfilment };
}

/**
 * Packed and ready to leave. Undefined where that is known already.
 * @throws Problem ORDER_STATUS_CONFLICT
 */
export function pack(order: Order, actor: string, now: Date): Step | undefined {
  if (order.status === "PROCESSING") return undefined;
  return become(order, "PROCESSING", {}, { kind: "packed", title: "Packed", actor }, now);
}

function cannot(order: Order, what: string): Problem {
  const { orderNumber, status } = order;
  return new Problem("ORDER_STATUS_CONFLICT", `Order ${orderNumber} is ${status}: ${what}.`);
}
