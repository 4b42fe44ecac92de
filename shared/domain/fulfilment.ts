import { Problem } from "#values/error-codes";
import {
  become,
  type Order,
  type OrderItem,
  type OrderStatus,
  type Pieces,
  type Step,
} from "./order.ts";
import * as Lines from "./order-lines.ts";
import { follow } from "./order-status.ts";

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

/** Something may leave only of these. */
const OPEN: ReadonlySet<OrderStatus> = new Set(["PAID", "PROCESSING"]);

/**
 * Pieces of a line that are still to leave: neither shipped, nor refunded or about to be. A refund
 * takes pieces that have not left first, unless it is for a return.
 */
export function leftToShip(order: Order, item: OrderItem): number {
  const refunded = Lines.refunded(order, item.sku, "kept");
  return Math.max(0, item.quantity - Lines.shipped(order, item.sku) - refunded);
}

/** What may still leave now; nothing of an order that is unpaid, or at its end. */
export function unshipped(order: Order): readonly Pieces[] {
  return OPEN.has(order.status) ? Lines.pick(order, (item) => leftToShip(order, item)) : [];
}

/**
 * Hands pieces to the carrier: SHIPPED once all have left, PROCESSING while some have not.
 * @throws Problem ORDER_STATUS_CONFLICT where it is not paid, or all has left; FULFILMENT_EXCEEDS_ORDER
 * and VALIDATION_ERROR naming the line
 */
export function ship(order: Order, parcel: Parcel, now: Date): FulfilmentStep {
  const left = (item: OrderItem) => leftToShip(order, item);
  if (!OPEN.has(order.status)) throw cannot(order, "nothing can leave");
  const open = unshipped(order);
  if (open.length === 0) throw cannot(order, "nothing is left to send");
  const lines = parcel.lines ?? open;
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
  const whole = unshipped({ ...order, fulfilments }).length === 0;
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
  if (!OPEN.has(order.status)) throw cannot(order, "nothing is to be packed");
  return become(order, "PROCESSING", {}, { kind: "packed", title: "Packed", actor }, now);
}

function cannot(order: Order, what: string): Problem {
  const { orderNumber, status } = order;
  return new Problem("ORDER_STATUS_CONFLICT", `Order ${orderNumber} is ${status}: ${what}.`);
}
