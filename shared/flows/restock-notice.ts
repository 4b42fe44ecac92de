import type { RestockMailMessage } from "#contracts/messages";
import * as Notices from "#data/restock-notice";
import * as Stocks from "#data/stock";
import { commit } from "#data/write";
import { isOffered, type Stock } from "#domain/stock";
import { Problem } from "#values/error-codes";
import { newUlid } from "#values/id";
import type { StockChange } from "./low-stock.ts";

/** Who wants to be told, and where they saw the shop. */
export interface Wish {
  readonly sku: string;
  readonly email: string;
  /** Without a trailing slash. */
  readonly storeUrl: string;
}

/**
 * Remembers an address until a SKU can be bought again; asked twice, it is remembered once.
 * @throws Problem SKU_NOT_FOUND where nobody sells it, IN_STOCK where it can be bought now
 */
export async function askForNotice(wish: Wish, now: Date): Promise<void> {
  refuseWhatIsThere(wish.sku, await Stocks.get(wish.sku));
  const { sku, email, storeUrl } = wish;
  const id = newUlid(now);
  await commit(
    Notices.add({ id, sku, email, storeUrl, version: 1, createdAt: now.toISOString() }, now),
  );
  // What came in while this was written may have been told before it was there.
  const stock = await Stocks.get(sku);
  if (stock === undefined || !isOffered(stock)) return;
  await commit(Notices.remove(sku, email));
  refuseWhatIsThere(sku, stock);
}

function refuseWhatIsThere(sku: string, stock: Stock | undefined): void {
  if (stock === undefined || stock.productId === null) {
    throw new Problem("SKU_NOT_FOUND", `Nobody sells ${sku} here.`, {
      details: [{ field: "sku", message: "Nobody sells it here." }],
    });
  }
  if (isOffered(stock)) {
    const message = "It is here. You can put it into your basket.";
    throw new Problem("IN_STOCK", message, { details: [{ field: "sku", message }] });
  }
}

/**
 * Notices for everybody who waits for a SKU that these changes brought back. Of a SKU in several
 * shards, one that fills tells: nobody can have asked while another had pieces.
 */
export async function restockNotices(
  changes: readonly StockChange[],
  now: Date,
): Promise<{ readonly at: number; readonly message: RestockMailMessage }[]> {
  const back = changes.filter(
    ({ before, after }) => !(before && isOffered(before)) && isOffered(after),
  );
  const first = new Map(back.toReversed().map(({ at, after }) => [after.sku, at]));
  const found = await Promise.all(
    [...first].map(async ([sku, at]) =>
      (await Notices.waitingFor(sku, now)).map(({ id, email }) => ({
        at,
        message: { kind: "stock.back", id, sku, email } as const,
      })),
    ),
  );
  return found.flat();
}
