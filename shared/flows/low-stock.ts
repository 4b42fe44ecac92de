import type { StockMailMessage } from "#contracts/messages";
import * as Stocks from "#data/stock";
import { isLow, type StockShard } from "#domain/stock";

/** An item of stock before and after one change, and where that stands among others. */
export interface StockChange {
  readonly at: number;
  readonly before: StockShard | undefined;
  readonly after: StockShard;
}

export interface Notice {
  readonly at: number;
  readonly message: StockMailMessage;
}

/**
 * Notices of SKUs that these changes bring down to the mark which staff have set. Where pieces come
 * and go about the mark, or the stream is read again, the same notice is made again: its key is that
 * of the time between two restocks. Of a SKU in one shard the change itself tells; of another, the
 * table is asked for the sum.
 */
export async function lowStockNotices(changes: readonly StockChange[]): Promise<Notice[]> {
  const whole = changes.filter(({ after }) => after.shard === 0 && after.span === 1);
  const parts = changes.filter((one) => !whole.includes(one) && mayBringDown(one));
  const first = new Map(parts.toReversed().map(({ at, after }) => [after.sku, at]));
  const stocks = first.size === 0 ? [] : [...(await Stocks.getAll([...first.keys()])).values()];
  return [
    ...whole
      .filter(({ before, after }) => isLow(after) && !(before && isLow(before)))
      .map(({ at, after }) => ({ at, message: noticeOf(after) })),
    ...stocks
      .filter(isLow)
      .map((stock) => ({ at: first.get(stock.sku) ?? 0, message: noticeOf(stock) })),
  ];
}

function mayBringDown({ before, after }: StockChange): boolean {
  if (before === undefined) return false;
  return after.available < before.available || after.lowStockAt !== before.lowStockAt;
}

function noticeOf({ sku, restocks }: StockShard): StockMailMessage {
  return { kind: "stock.low", sku, generation: restocks };
}
