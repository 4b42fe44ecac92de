import * as Products from "#data/product";
import * as Reservations from "#data/reservation";
import * as Stocks from "#data/stock";
import type { Cart } from "#domain/cart";
import type { OfferedLine } from "#domain/cart-view";
import type { Order } from "#domain/order";
import { variantOf } from "#domain/product";
import * as Stock from "#domain/stock";

export interface Offer {
  readonly lines: readonly OfferedLine[];
  /** SKUs in the cart that nobody sells any more. */
  readonly gone: ReadonlySet<string>;
  /** The cart's own unpaid orders, while they hold pieces and uses of promotions. */
  readonly pending: readonly Order[];
}

/** The cart's lines as they are offered now, everything read consistently. */
export async function offer(cart: Cart): Promise<Offer> {
  const [stocks, pending] = await Promise.all([
    Stocks.getAll(cart.lines.map((line) => line.sku)),
    pendingOf(cart),
  ]);
  const held = pending.flatMap(({ reservation }) => reservation.lines);
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
  return { lines, gone, pending: pending.map(({ order }) => order) };
}

/**
 * The cart's own unpaid orders. The next checkout replaces them, so what they hold is the shopper's
 * to buy: without it, the last piece in stock would be sold out to whoever holds it.
 */
async function pendingOf({ pendingOrders }: Cart) {
  const found = await Promise.all(pendingOrders.map(Reservations.withOrder));
  return found.flatMap((one) =>
    one?.reservation ? [{ order: one.order, reservation: one.reservation }] : [],
  );
}

function sum(quantities: readonly number[]): number {
  return quantities.reduce((total, quantity) => total + quantity, 0);
}
