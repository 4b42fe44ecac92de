import * as Stocks from "#data/stock";
import * as StockPolicy from "#data/stock-policy";
import { transact } from "#data/write";
import * as Stock from "#domain/stock";
import { Problem } from "#values/error-codes";
import { untilSettled } from "./attempts.ts";

/**
 * Changes how a SKU is sold. With another number of shards, free pieces are spread over them, a few
 * at a time and each time whole, so that a death on the way loses nothing and a repetition goes on.
 * Reserved pieces stay where they are: shards that still hold some are read on until they are empty.
 * @throws Problem SKU_NOT_FOUND
 */
export async function setStockPolicy(request: {
  readonly sku: string;
  readonly change: {
    readonly [Name in keyof StockPolicy.Policy]?: StockPolicy.Policy[Name] | undefined;
  };
  readonly now: Date;
}): Promise<Stock.Stock> {
  const { sku, change, now } = request;
  const read = await untilSettled(async () => {
    const stock = await requireStock(sku);
    const {
      shards = stock.shards,
      backorderLimit = stock.backorderLimit,
      lowStockAt = stock.lowStockAt,
    } = change;
    const refusals = await transact([
      StockPolicy.setPolicy(stock, { shards, backorderLimit, lowStockAt }, now),
      ...(await StockPolicy.openShards(stock, shards, now)),
    ]);
    return refusals.length === 0 ? await requireStock(sku) : undefined;
  });
  if (read.span > 1) await levelStock(read, now);
  return await requireStock(sku);
}

async function requireStock(sku: string): Promise<Stock.Stock> {
  const stock = await Stocks.get(sku);
  if (stock === undefined) throw new Problem("SKU_NOT_FOUND", `There is no stock of ${sku}.`);
  return stock;
}

/**
 * Spreads the free pieces of a SKU evenly over its shards, and closes those that it is not to have
 * any more. A move that a sale overtakes is left out: wherever a piece lies, it can be sold.
 */
export async function levelStock(stock: Stock.Stock, now: Date): Promise<void> {
  for (const move of Stock.levelling(stock)) await transact(StockPolicy.shift(stock, move, now));
  if (stock.span > stock.shards) await transact(StockPolicy.close(stock, now));
}
