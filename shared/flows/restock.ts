import * as Stocks from "#data/stock";
import * as Movements from "#data/stock-movement";
import type { Write } from "#data/write";
import type { GivenUp } from "#domain/given-up";
import { givenBack } from "#domain/stock-moves";
import { newUlid } from "#values/id";

/**
 * Pieces that an order gives up, as writes for the transaction in which it does: what comes back goes
 * first to whoever waits for it, and stands in the ledger. Refused where another serves them first.
 */
export async function restock(
  pieces: readonly GivenUp[],
  why: { readonly orderNumber: string; readonly reason: string; readonly actor: string },
  now: Date,
): Promise<Write[]> {
  const moved = pieces.filter(({ waived, restocked }) => waived + restocked > 0);
  const stocks = await Stocks.getAll(moved.map((one) => one.sku));
  return moved.flatMap(({ sku, waived, restocked }) => {
    const stock = stocks.get(sku);
    if (stock === undefined) throw new Error(`${sku} was sold and has no stock.`);
    const move = givenBack(stock, { backordered: waived, restocked });
    const at = now.toISOString();
    const entry = {
      id: newUlid(now),
      sku,
      kind: "restock",
      quantity: restocked,
      ...why,
      at,
    } as const;
    return [Stocks.apply(stock, move, now), ...(restocked > 0 ? [Movements.record(entry)] : [])];
  });
}
