import * as Stocks from "#data/stock";
import * as Movements from "#data/stock-movement";
import type { Write } from "#data/write";
import type { Pieces } from "#domain/order";
import type { Stock } from "#domain/stock";
import { handedOver } from "#domain/stock-moves";
import { type FieldProblem, Problem } from "#values/error-codes";
import { newUlid } from "#values/id";

/** A transaction holds 100 writes: order, timeline and event go beside these. */
const MOST_WRITES = 96;

/**
 * Pieces for which an order had waited leave the house, as writes for the transaction in which they
 * do: those that were in the house when it was paid had left the ledger then.
 * @throws Problem OUT_OF_STOCK, naming the SKUs of which fewer have come; or where they lie in more
 * shards than one transaction can write
 */
export async function handOver(
  pieces: readonly Pieces[],
  why: { readonly orderNumber: string; readonly actor: string },
  now: Date,
): Promise<Write[]> {
  const stocks = await Stocks.getAll(pieces.map((one) => one.sku));
  const missing: FieldProblem[] = [];
  const writes = pieces.flatMap(({ sku, quantity }): Write[] => {
    const stock = stocks.get(sku);
    const leaving = stock && handedOver(stock, quantity);
    if (stock === undefined || leaving === undefined) {
      const message = `${quantity} of ${sku} are to come later, and ${come(stock)} are here.`;
      missing.push({ field: sku, message });
      return [];
    }
    return [
      Stocks.apply(stock, leaving.move, now),
      ...leaving.others.map((line) => Stocks.takeOut(line, now)),
      Movements.record({
        id: newUlid(now),
        sku,
        kind: "sale",
        quantity: -quantity,
        reason: "Came in later",
        ...why,
        at: now.toISOString(),
      }),
    ];
  });
  const [first] = missing;
  if (first) throw new Problem("OUT_OF_STOCK", first.message, { details: missing });
  if (writes.length <= MOST_WRITES) return writes;
  const scattered = "These pieces lie too scattered for one parcel. Send some of them separately.";
  throw new Problem("OUT_OF_STOCK", scattered);
}

/** Pieces of a SKU that could be handed over to who waits for them. */
function come(stock: Stock | undefined): number {
  return stock === undefined ? 0 : stock.allocated + Math.min(stock.available, stock.owed);
}
