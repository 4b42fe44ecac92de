import * as Stocks from "#data/stock";
import * as Movements from "#data/stock-movement";
import type { Write } from "#data/write";
import type { Pieces } from "#domain/order";
import * as Stock from "#domain/stock";
import { type FieldProblem, Problem } from "#values/error-codes";
import { newUlid } from "#values/id";

/**
 * Pieces for which an order had waited leave the house, as writes for the transaction in which they
 * do: those that were in the house when it was paid had left the ledger then.
 * @throws Problem OUT_OF_STOCK, naming the SKUs of which fewer have come
 */
export async function handOver(
  pieces: readonly Pieces[],
  why: { readonly orderNumber: string; readonly actor: string },
  now: Date,
): Promise<Write[]> {
  const stocks = await Stocks.getAll(pieces.map((one) => one.sku));
  const missing: FieldProblem[] = [];
  const writes = pieces.flatMap(({ sku, quantity }): Write[] => {
    const main = stocks.get(sku)?.parts[0];
    const move = main && Stock.handedOver(main, quantity);
    if (main === undefined || move === undefined) {
      const come = main === undefined ? 0 : main.allocated + Math.min(main.available, main.owed);
      const message = `${quantity} of ${sku} are to come later, and ${come} are here.`;
      missing.push({ field: sku, message });
      return [];
    }
    return [
      Stocks.apply(main, move, now),
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
  return writes;
}
