import * as Products from "#data/product";
import * as Reservations from "#data/reservation";
import * as Stocks from "#data/stock";
import type { Cart } from "#domain/cart";
import type { OfferedLine } from "#domain/cart-view";
import { variantOf } from "#domain/product";
import * as Stock from "#domain/stock";

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
    const own = held.filter((line) => line.sku === sku);
    const available = stock.available + sum(own.map((line) => line.quantity));
    const later = Stock.later(stock) + sum(own.map((line) => line.backordered));
    return [{ sku, quantity, product, stock, available, later }];
  });
  return { lines, gone };
}

/**
 * What the cart's own unpaid orders hold. The next checkout replaces them, so these pieces are the
 * shopper's to buy: without them, the last one in stock would be sold out to whoever holds it.
 */
async function heldFor(cart: Cart): Promise<readonly Stock.HeldLine[]> {
  const holds = await Promise.all(cart.pendingOrders.map(Reservations.get));
  return holds.flatMap((hold) => hold?.lines ?? []);
}

function sum(quantities: readonly number[]): number {
  return quantities.reduce((total, quantity) => total + quantity, 0);
}
