import * as Products from "#data/product";
import * as Reservations from "#data/reservation";
import * as Stocks from "#data/stock";
import type { Cart } from "#domain/cart";
import type { OfferedLine } from "#domain/cart-view";
import { variantOf } from "#domain/product";

export interface Offer {
  readonly lines: readonly OfferedLine[];
  /** SKUs in the cart that nobody sells any more. */
  readonly gone: ReadonlySet<string>;
}

/** The cart's lines as they are offered now, everything read consistently. */
export async function offer(cart: Cart): Promise<Offer> {
  const [stocks, held] = await Promise.all([
    Stocks.getAll(cart.lines.map((line) => line.sku)),
    heldFor(cart),
  ]);
  const ids = [...stocks.values()].flatMap((stock) => stock.productId ?? []);
  const products = await Products.getAll([...new Set(ids)]);
  const gone = new Set<string>();
  const lines = cart.lines.flatMap(({ sku, quantity }) => {
    const stock = stocks.get(sku);
    const product = products.get(stock?.productId ?? "");
    if (stock === undefined || product === undefined || variantOf(product, sku) === undefined) {
      gone.add(sku);
      return [];
    }
    return [{ sku, quantity, product, available: stock.available + (held.get(sku) ?? 0) }];
  });
  return { lines, gone };
}

/**
 * What the cart's own unpaid order holds. The next checkout replaces that order, so these pieces are
 * the shopper's to buy: without them, the last one in stock would be sold out to whoever holds it.
 */
async function heldFor(cart: Cart): Promise<ReadonlyMap<string, number>> {
  if (cart.pendingOrder === null) return new Map();
  const reservation = await Reservations.get(cart.pendingOrder);
  return new Map(reservation?.lines.map((line) => [line.sku, line.quantity]));
}
