import { type Minor, portion } from "#values/money";
import type { Order, OrderItem, Pieces } from "./order.ts";

type Charged = Pick<OrderItem, "sku" | "quantity" | "total" | "discount" | "tax">;
type Priced = Pick<Order, "taxIncluded" | "total"> & { readonly items: readonly Charged[] };

/**
 * What was paid for some pieces of an order, discounts and tax reckoned in: what to give back for
 * them. However an order is given back in parts, the parts of a line add up to exactly what was
 * paid for it, because each part is the difference of two rounded running sums. Pieces beyond those
 * that were bought, and SKUs that were not, are worth nothing.
 * @param before pieces of the same order that were given back already
 */
export function shareOf(
  order: Priced,
  lines: readonly Pieces[],
  before: readonly Pieces[] = [],
): Minor {
  return order.items.reduce((sum, item) => {
    const given = piecesOf(item, before);
    const upTo = given + piecesOf(item, lines);
    return sum + paidUpTo(order, item, upTo) - paidUpTo(order, item, given);
  }, 0);
}

/** What was paid for the delivery, with the tax that was added to it. */
export function shippingShareOf(order: Priced): Minor {
  return order.total - order.items.reduce((sum, item) => sum + paidFor(order, item), 0);
}

function piecesOf({ sku }: Charged, among: readonly Pieces[]): number {
  return among.reduce((sum, one) => sum + (one.sku === sku ? one.quantity : 0), 0);
}

function paidUpTo(order: Priced, item: Charged, pieces: number): Minor {
  return portion(paidFor(order, item), Math.min(pieces, item.quantity), item.quantity);
}

/** What was paid for all pieces of a line, its discount and added tax reckoned in. */
export function paidFor(
  { taxIncluded }: Pick<Order, "taxIncluded">,
  { total, discount, tax }: Charged,
): Minor {
  return total - discount + (taxIncluded ? 0 : tax);
}
