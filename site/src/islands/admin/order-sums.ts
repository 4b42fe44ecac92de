import { shareOf, shippingShareOf } from "#domain/refund-share";
import * as Money from "#values/money";
import type { AdminOrder } from "./order-status.tsx";

type Pieces = AdminOrder["unshipped"];

const minor = (amount: number): number => Money.fromMajor(amount) ?? 0;

function inMinor({ items, taxIncluded, total }: AdminOrder) {
  return {
    taxIncluded,
    total: minor(total),
    items: items.map((item) => ({
      sku: item.sku,
      quantity: item.quantity,
      total: minor(item.total),
      discount: minor(item.discount),
      tax: minor(item.tax),
    })),
  };
}

const live = (order: AdminOrder) => order.refunds.filter(({ status }) => status !== "FAILED");

/** What of the delivery was not given back yet, in major units. */
export function refundableShipping(order: AdminOrder): number {
  const back = live(order).reduce((sum, { shipping }) => sum + minor(shipping), 0);
  return Money.toMajor(Math.max(0, shippingShareOf(inMinor(order)) - back));
}

/** What pieces come to, with the delivery or without, as the API will reckon; in major units. */
export function refundOf(order: AdminOrder, pieces: Pieces, shipping: number): number {
  const before = live(order).flatMap(({ lines }) => lines);
  return Money.toMajor(shareOf(inMinor(order), pieces, before) + minor(shipping));
}
