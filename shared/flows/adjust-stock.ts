import * as Stocks from "#data/stock";
import * as Movements from "#data/stock-movement";
import { transact, type Write } from "#data/write";
import * as Stock from "#domain/stock";
import { Problem } from "#values/error-codes";
import { newUlid } from "#values/id";
import { untilSettled } from "./attempts.ts";

/**
 * Moves what is on hand of a SKU by ±n, with an entry in the ledger. What is reserved stays: orders
 * count on it. What comes in goes first to paid orders that wait for it.
 * @param actor sub of the person
 * @throws Problem SKU_NOT_FOUND; OUT_OF_STOCK where fewer pieces are free than should go
 */
export async function adjustStock(request: {
  readonly sku: string;
  readonly quantity: number;
  readonly reason: string;
  readonly actor: string;
  readonly now: Date;
}): Promise<Stock.Stock> {
  const { sku, quantity, reason, actor, now } = request;
  return await untilSettled(async () => {
    const stock = await Stocks.get(sku);
    if (stock === undefined) throw new Problem("SKU_NOT_FOUND", `There is no stock of ${sku}.`);
    const refusals = await transact([
      ...(quantity > 0 ? bringIn(stock, quantity, now) : takeOut(stock, -quantity, now)),
      Movements.record({
        id: newUlid(now),
        sku,
        kind: "adjustment",
        quantity,
        reason,
        orderNumber: null,
        actor,
        at: now.toISOString(),
      }),
    ]);
    return refusals.length === 0 ? await Stocks.get(sku) : undefined;
  });
}

function bringIn(stock: Stock.Stock, quantity: number, now: Date): Write[] {
  return [Stocks.apply(stock, Stock.received(stock, quantity), now)];
}

function takeOut(stock: Stock.Stock, quantity: number, now: Date): Write[] {
  const { sku, available, reserved } = stock;
  if (quantity > available) {
    const message = `Only ${available} of ${sku} are free; ${reserved} are reserved.`;
    throw new Problem("OUT_OF_STOCK", message, { details: [{ field: "quantity", message }] });
  }
  return Stock.gather(stock, quantity).map((line) => Stocks.takeOut(line, now));
}
