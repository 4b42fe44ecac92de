import type { Order, OrderItem } from "./order.ts";
import * as Lines from "./order-lines.ts";

/** How long a shopper may ask, from delivery, or from sending where delivery is not known. */
export const RETURN_DAYS = 30;
const DAY_MS = 24 * 3_600_000;

/** Pieces of one line in one parcel, which the shopper still has, and when they may be sent back. */
interface Batch {
  readonly quantity: number;
  readonly from: number;
  readonly until: number;
}

/** Pieces that the shopper does not have any more, or keeps for nothing. */
interface Use {
  readonly quantity: number;
  /** When they were asked for; undefined where nobody can say of which parcel they were. */
  readonly at: number | undefined;
}

/**
 * Pieces of a line that a shopper may send back now: those of parcels whose days are not over. A
 * return takes them from the oldest parcel whose days were not over when it was asked for, so that
 * the days of a younger one never serve for an older one's pieces.
 * @param kept pieces among those sent whose money went back without a return: of the oldest parcels
 */
export function inTime(order: Order, item: OrderItem, kept: number, now: Date): number {
  const returned = order.returns
    .filter((one) => one.status !== "REJECTED")
    .map(({ lines, requestedAt }): Use => {
      return { quantity: Lines.count([lines], item.sku), at: Date.parse(requestedAt) };
    });
  return [{ quantity: kept, at: undefined }, ...returned]
    .reduce(take, sent(order, item))
    .filter((batch) => isOpen(batch, now.getTime()))
    .reduce((sum, batch) => sum + batch.quantity, 0);
}

/** What was sent of a line, the oldest parcel first. */
function sent(order: Order, { sku }: OrderItem): readonly Batch[] {
  return order.fulfilments
    .map(({ lines, shippedAt, deliveredAt }): Batch => {
      const until = Date.parse(deliveredAt ?? shippedAt) + RETURN_DAYS * DAY_MS;
      return { quantity: Lines.count([lines], sku), from: Date.parse(shippedAt), until };
    })
    .toSorted((a, b) => a.from - b.from);
}

function isOpen({ from, until }: Batch, at: number): boolean {
  return from <= at && at <= until;
}

/** Parcels that were open at the time come first; the team takes pieces back after it, too. */
function take(left: readonly Batch[], { quantity, at }: Use): readonly Batch[] {
  const wasOpen = (batch: Batch) => at === undefined || isOpen(batch, at);
  const [rest, after] = takeFrom(left, quantity, wasOpen);
  return takeFrom(after, rest, () => true)[1];
}

function takeFrom(
  batches: readonly Batch[],
  quantity: number,
  among: (batch: Batch) => boolean,
): readonly [rest: number, left: readonly Batch[]] {
  let rest = quantity;
  const left = batches.map((batch) => {
    const taken = among(batch) ? Math.min(rest, batch.quantity) : 0;
    rest -= taken;
    return { ...batch, quantity: batch.quantity - taken };
  });
  return [rest, left];
}
