import * as Carts from "#data/cart";
import * as Categories from "#data/category";
import * as Products from "#data/product";
import * as Reservations from "#data/reservation";
import * as Stocks from "#data/stock";
import * as Movements from "#data/stock-movement";
import { commit, transact } from "#data/write";
import * as Cart from "#domain/cart";
import * as Stock from "#domain/stock";
import * as StockMoves from "#domain/stock-moves";
import { newCartId, newUlid } from "#values/id";

/** Puts a product with one variant and its opening stock into the test table. */
export async function stockUp(sku: string, quantity: number, price = 2400): Promise<void> {
  const now = new Date();
  const id = `prod_${sku.toLowerCase()}`;
  const product = Products.mockProduct({
    id,
    slug: `slug-${sku.toLowerCase()}`,
    name: `Figurine ${sku}`,
    variants: [{ sku, options: { height: "9 cm" }, price, compareAtPrice: null }],
    updatedAt: now.toISOString(),
  });
  const refusals = await transact([
    Products.create(product),
    Products.takeSlug(product.slug, id),
    Stocks.create(StockMoves.open(undefined, { sku, productId: id, quantity }, now.toISOString())),
    Movements.record(
      Movements.mockMovement({ id: newUlid(now), sku, quantity, at: now.toISOString() }),
    ),
  ]);
  if (refusals.length > 0) throw new Error(`${sku} is there already.`);
}

export async function addCategory(slug: string): Promise<void> {
  await commit(Categories.create(Categories.mockCategory({ slug, parent: null, path: slug })));
}

/** A guest's cart with these quantities by SKU. */
export async function fillCart(quantities: Record<string, number>): Promise<string> {
  const now = new Date();
  const id = newCartId();
  const lines = Object.entries(quantities).map(([sku, quantity]) => ({ sku, quantity }));
  await commit(Carts.put({ ...Cart.empty(id, now), lines, version: 1 }, now));
  return id;
}

/**
 * Invariant I2 for these SKUs: nothing negative, on hand is the sum of available and reserved, in
 * each shard and over all, and of the ledger; reserved is what the given orders' holds add up to and
 * what waits to be handed over; and so is what was promised beyond the stock.
 * @returns what does not hold, in words
 */
export async function bookkeepingErrors(
  skus: readonly string[],
  orderNumbers: readonly string[],
): Promise<string[]> {
  const holds = await Promise.all(orderNumbers.map((number) => Reservations.get(number)));
  const lines = holds.flatMap((hold) => hold?.lines ?? []);
  const errors = await Promise.all(
    skus.map(async (sku) => {
      const stock = await Stocks.get(sku);
      if (stock === undefined) return [`${sku}: no stock`];
      const ledger = sum((await Movements.ofSku(sku)).map((one) => one.quantity));
      const held = lines.filter((line) => line.sku === sku);
      const reserved = sum(held.map((line) => line.quantity)) + stock.allocated;
      const promised = sum(held.map((line) => line.backordered)) + stock.owed;
      const left = stock.backorderLimit - promised;
      return [
        ...Stock.contradictions(stock),
        ...(ledger === stock.onHand ? [] : [`ledger ${ledger}, on hand ${stock.onHand}`]),
        ...(reserved === stock.reserved ? [] : [`held ${reserved}, reserved ${stock.reserved}`]),
        ...(left === stock.backorderLeft
          ? []
          : [`may promise ${left}, says ${stock.backorderLeft}`]),
      ].map((what) => `${sku}: ${what}`);
    }),
  );
  return errors.flat();
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
