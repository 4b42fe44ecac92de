import * as Stocks from "#data/stock";
import { transact } from "#data/write";
import type { Stock } from "#domain/stock";
import { Problem } from "#values/error-codes";
import { newUlid } from "#values/id";

/**
 * Moves what is on hand of a SKU by ±n, with an entry in the ledger. What is reserved stays: orders
 * count on it.
 * @param actor sub of the person
 * @throws Problem SKU_NOT_FOUND; OUT_OF_STOCK where fewer pieces are free than should go
 */
export async function adjustStock(request: {
  readonly sku: string;
  readonly quantity: number;
  readonly reason: string;
  readonly actor: string;
  readonly now: Date;
}): Promise<Stock> {
  const { sku, quantity, reason, actor, now } = request;
  const at = now.toISOString();
  const refusals = await transact([
    Stocks.adjust(sku, quantity, now),
    Stocks.record({
      id: newUlid(now),
      sku,
      kind: "adjustment",
      quantity,
      reason,
      orderNumber: null,
      actor,
      at,
    }),
  ]);
  const stock = await Stocks.get(sku);
  if (stock === undefined) throw new Problem("SKU_NOT_FOUND", `There is no stock of ${sku}.`);
  if (refusals.length === 0) return stock;
  const message = `Only ${stock.available} of ${sku} are free; ${stock.reserved} are reserved.`;
  throw new Problem("OUT_OF_STOCK", message, { details: [{ field: "quantity", message }] });
}
