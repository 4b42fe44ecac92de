import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stockUp } from "../../infra/testing/goods.ts";
import { openTestTable } from "../../infra/testing/table.ts";
import { keyOfMail } from "#contracts/messages";
import * as Stocks from "#data/stock";
import { commit } from "#data/write";
import type { StockShard } from "#domain/stock";
import { adjustStock } from "./adjust-stock.ts";
import { lowStockNotices, type StockChange } from "./low-stock.ts";
import { setStockPolicy } from "./stock-policy.ts";

let table: Awaited<ReturnType<typeof openTestTable>>;
beforeAll(async () => {
  table = await openTestTable();
});
afterAll(() => table.close());

const now = new Date();
const keys = (notices: Awaited<ReturnType<typeof lowStockNotices>>) =>
  notices.map(({ message }) => keyOfMail(message));

/** What the stream tells of a SKU while `act` happens: each shard before and after. */
async function changes(sku: string, act: () => Promise<unknown>): Promise<StockChange[]> {
  const partsOf = async () => (await Stocks.get(sku))?.parts ?? [];
  const before = new Map((await partsOf()).map((part) => [part.shard, part]));
  await act();
  return (await partsOf())
    .map((after, at) => ({ at, before: before.get(after.shard), after }))
    .filter(({ before: old, after }) => old?.version !== after.version);
}

const sell = (sku: string, quantity: number, shard = 0) =>
  commit(Stocks.reserve(Stocks.mockLine(sku, quantity, { shard }), now));
const giveBack = (sku: string, quantity: number) =>
  commit(Stocks.release(Stocks.mockLine(sku, quantity), now));
const restock = (sku: string, quantity: number) =>
  adjustStock({ sku, quantity, reason: "Delivered", actor: "ada", now });

describe("a notice of low stock", () => {
  it("comes when the mark is reached, and once until pieces come in", async () => {
    await stockUp("N1", 10);
    const change = { lowStockAt: 3 };
    const steps = [
      () => setStockPolicy({ sku: "N1", change, now }),
      () => sell("N1", 6),
      () => sell("N1", 1),
      () => sell("N1", 1),
    ];
    const told: string[][] = [];
    for (const step of steps) told.push(keys(await lowStockNotices(await changes("N1", step))));
    expect(told).toEqual([[], [], ["stock.low/N1/1"], []]);
  });

  it("is the same one when pieces come and go about the mark, or the stream is read again", async () => {
    await stockUp("N2", 4);
    await setStockPolicy({ sku: "N2", change: { lowStockAt: 3 }, now });
    const down = await changes("N2", () => sell("N2", 1));
    const up = await changes("N2", () => giveBack("N2", 1));
    const again = await changes("N2", () => sell("N2", 1));
    const all = [...down, ...up, ...again, ...down];
    expect(new Set(keys(await lowStockNotices(all)))).toEqual(new Set(["stock.low/N2/1"]));
  });

  it("is another one after pieces have come in", async () => {
    await stockUp("N3", 4);
    await setStockPolicy({ sku: "N3", change: { lowStockAt: 3 }, now });
    await sell("N3", 1);
    expect(await lowStockNotices(await changes("N3", () => restock("N3", 5)))).toEqual([]);
    const low = await changes("N3", () => sell("N3", 5));
    expect(keys(await lowStockNotices(low))).toEqual(["stock.low/N3/2"]);
  });

  it("comes at once where the mark is set above what is there", async () => {
    await stockUp("N4", 4);
    const change = { lowStockAt: 9 };
    const set = await changes("N4", () => setStockPolicy({ sku: "N4", change, now }));
    expect(keys(await lowStockNotices(set))).toEqual(["stock.low/N4/1"]);
  });

  it("goes by all shards together: none that is low alone is worth a word", async () => {
    await stockUp("N5", 8);
    await setStockPolicy({ sku: "N5", change: { shards: 2, lowStockAt: 4 }, now });
    expect(await lowStockNotices(await changes("N5", () => sell("N5", 3, 1)))).toEqual([]);
    const low = await changes("N5", () => sell("N5", 1, 0));
    expect(keys(await lowStockNotices(low))).toEqual(["stock.low/N5/1"]);
  });

  it("does not come for what comes in, nor for a SKU without a mark", async () => {
    await stockUp("N6", 4);
    expect(await lowStockNotices(await changes("N6", () => sell("N6", 4)))).toEqual([]);
    const one: StockShard = Stocks.mockStock({ span: 3, shards: 3, lowStockAt: 50 });
    const more = { ...one, available: one.available + 1 };
    expect(await lowStockNotices([{ at: 0, before: one, after: more }])).toEqual([]);
  });
});
