import { TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { checkOut } from "../../infra/testing/checkout.ts";
import { bookkeepingErrors, fillCart, stockUp } from "../../infra/testing/goods.ts";
import { stripe } from "../../infra/testing/stripe-fake.ts";
import { openTestTable } from "../../infra/testing/table.ts";
import * as Products from "#data/product";
import * as Reservations from "#data/reservation";
import * as Stocks from "#data/stock";
import * as StockPolicy from "#data/stock-policy";
import { connection } from "#data/table";
import { commit, transact } from "#data/write";
import { adjustStock } from "./adjust-stock.ts";
import { catalogueMemory, forgetCatalogue } from "./catalogue-memory.ts";
import { createProduct, deleteProduct, readProduct } from "./products.ts";
import { releaseDue } from "./release.ts";
import { settlePayment } from "./settle-payment.ts";
import { setStockPolicy } from "./stock-policy.ts";

vi.mock("#gateways/stripe", () => import("../../infra/testing/stripe-fake.ts"));

let table: Awaited<ReturnType<typeof openTestTable>>;
beforeAll(async () => {
  table = await openTestTable();
});
afterAll(() => table.close());
afterEach(() => vi.restoreAllMocks());

const now = new Date();
const soldOut = expect.objectContaining({ code: "OUT_OF_STOCK" });

const shard = (sku: string, shards: number) => setStockPolicy({ sku, change: { shards }, now });

/** A SKU whose shards have exactly these pieces. */
async function scatter(sku: string, free: readonly number[]): Promise<void> {
  await stockUp(
    sku,
    free.reduce((sum, one) => sum + one, 0),
  );
  await shard(sku, free.length);
  const { parts } = await stockOf(sku);
  const share = (at: number) => parts[at]?.available ?? 0;
  // By way of shard 0, as all moves go.
  for (const [at, wanted] of free.entries()) {
    const quantity = share(at) - wanted;
    if (at > 0 && quantity > 0) await move(sku, { from: at, to: 0, quantity });
  }
  for (const [at, wanted] of free.entries()) {
    const quantity = wanted - share(at);
    if (at > 0 && quantity > 0) await move(sku, { from: 0, to: at, quantity });
  }
  expect(await spread(sku)).toEqual(free);
}

async function move(sku: string, shift: { from: number; to: number; quantity: number }) {
  expect(await transact(StockPolicy.shift(await stockOf(sku), shift, now))).toEqual([]);
}

async function stockOf(sku: string) {
  const stock = await Stocks.get(sku);
  if (stock === undefined) throw new Error(`no stock of ${sku}`);
  return stock;
}

const spread = async (sku: string) => (await stockOf(sku)).parts.map((part) => part.available);

async function order(sku: string, quantity: number): Promise<string> {
  return (await checkOut(await fillCart({ [sku]: quantity }), now)).orderNumber;
}

describe("a flash item", () => {
  it("fault 6: is sold while one shard has it, though all others are empty", async () => {
    await scatter("F1", [0, 0, 2, 0]);
    const first = await order("F1", 1);
    const second = await order("F1", 1);
    await expect(order("F1", 1)).rejects.toEqual(soldOut);
    expect((await Reservations.get(first))?.lines).toEqual([
      Stocks.mockLine("F1", 1, { shard: 2 }),
    ]);
    expect(await bookkeepingErrors(["F1"], [first, second])).toEqual([]);
  });

  it("fault 6: is sold from several shards where none alone has enough", async () => {
    await scatter("F2", [1, 0, 2, 1]);
    const orderNumber = await order("F2", 4);
    expect(await spread("F2")).toEqual([0, 0, 0, 0]);
    await settlePayment(stripe.pay(orderNumber), undefined, now);
    expect(await stockOf("F2")).toMatchObject({ onHand: 0, reserved: 0, available: 0 });
    expect(await bookkeepingErrors(["F2"], [orderNumber])).toEqual([]);
  });

  it("fault 6: whose shard is emptied by another in between is taken from the next", async () => {
    await scatter("F3", [1, 1]);
    // Both draws of chance fall on the same shard, and one of them comes too late.
    vi.spyOn(Math, "random").mockReturnValue(0);
    const numbers = await Promise.all([order("F3", 1), order("F3", 1)]);
    expect(await spread("F3")).toEqual([0, 0]);
    expect(await bookkeepingErrors(["F3"], numbers)).toEqual([]);
  });

  it("fault 4: in five shards, is sold exactly as often as there are pieces", async () => {
    await stockUp("F4", 20);
    await shard("F4", 5);
    const buyers = Array.from({ length: 60 }, () => order("F4", 1));
    const results = await Promise.allSettled(buyers);
    const won = results.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    const lost = results.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    expect(won).toHaveLength(20);
    for (const reason of lost) expect(reason).toEqual(soldOut);
    expect(await bookkeepingErrors(["F4"], won)).toEqual([]);
  });

  it("comes back to the shards that it was held in, once, however many sweepers run", async () => {
    await scatter("F5", [1, 0, 2]);
    const orderNumber = await order("F5", 3);
    const later = new Date(now.getTime() + 36 * 60_000);
    await Promise.all([releaseDue(later, () => 50_000), releaseDue(later, () => 50_000)]);
    await releaseDue(later, () => 50_000);
    expect(await spread("F5")).toEqual([1, 0, 2]);
    expect(await bookkeepingErrors(["F5"], [orderNumber])).toEqual([]);
  });

  it("is bought after all by a payment that comes late, from wherever it lies by then", async () => {
    await scatter("F6", [2, 0]);
    const orderNumber = await order("F6", 2);
    await releaseDue(new Date(now.getTime() + 36 * 60_000), () => 50_000);
    await move("F6", { from: 0, to: 1, quantity: 1 });
    await settlePayment(stripe.pay(orderNumber), undefined, now);
    expect(await stockOf("F6")).toMatchObject({ onHand: 0, available: 0 });
    expect(await bookkeepingErrors(["F6"], [orderNumber])).toEqual([]);
  });

  it("is one number to shoppers and in lists", async () => {
    await scatter("F7", [1, 3, 0]);
    forgetCatalogue();
    expect(await readProduct("slug-f7")).toMatchObject({ stock: 4 });
    expect(await catalogueMemory().bySlug("slug-f7", now)).toMatchObject({ stock: 4 });
    const [entry] = await catalogueMemory().inventory({ q: "F7" }, now);
    expect(entry).toMatchObject({ sku: "F7", name: "Figurine F7", available: 4, shards: 3 });
  });

  it("is adjusted as one: what comes in is spread, what goes is taken where it lies", async () => {
    await scatter("F8", [1, 3, 0]);
    const by = { sku: "F8", reason: "Counted", actor: "ada", now };
    await expect(adjustStock({ ...by, quantity: -5 })).rejects.toEqual(soldOut);
    expect(await adjustStock({ ...by, quantity: -4 })).toMatchObject({ onHand: 0, available: 0 });
    expect(await adjustStock({ ...by, quantity: 7 })).toMatchObject({ onHand: 7, available: 7 });
    expect(await spread("F8")).toEqual([3, 2, 2]);
    expect(await bookkeepingErrors(["F8"], [])).toEqual([]);
  });

  it("goes with its product and comes again with another, whole", async () => {
    await scatter("F9", [1, 1, 1]);
    const held = await order("F9", 1);
    await deleteProduct("prod_f9", now);
    expect((await stockOf("F9")).parts.map((part) => part.productId)).toEqual([null, null, null]);
    const product = Products.mockProduct();
    const variants = [{ sku: "F9", options: {}, price: 1, compareAtPrice: null, stock: 5 }];
    const actor = { kind: "user", sub: "ada", role: "admin" } as const;
    await commit({
      kind: "put",
      name: "shelf",
      item: { PK: "CATS", SK: "s", type: "Category", ...shelf },
    });
    const input = { ...product, slug: "f9-again", category: "s", images: [], tags: [], variants };
    expect(await createProduct(input, { actor, now })).toMatchObject({ stock: 5 });
    expect(await bookkeepingErrors(["F9"], [held])).toEqual([]);
  });
});

describe("a product of flash items alone", () => {
  it("says what to do first, where a change would be too much for one transaction", async () => {
    const skus = Array.from({ length: 6 }, (_, at) => `WIDE-${at}`);
    for (const sku of skus) {
      await stockUp(sku, 1);
      await shard(sku, 20);
    }
    const variants = skus.map((sku) => ({ sku, options: {}, price: 1, compareAtPrice: null }));
    const found = await Products.get("prod_wide-0");
    if (found === undefined) throw new Error("no product");
    await commit(Products.replace({ ...found, variants, version: found.version + 1 }));
    await expect(deleteProduct("prod_wide-0", now)).rejects.toMatchObject({
      code: "VALIDATION_ERROR",
      details: [{ field: "variants" }],
    });
  });
});

const shelf = { path: "s", slug: "s", name: "S", parent: null, position: 0, version: 1 };

describe("another number of shards", () => {
  it("spreads free pieces evenly, and brings them together again", async () => {
    await stockUp("G1", 11);
    expect(await shard("G1", 4)).toMatchObject({ shards: 4, span: 4, onHand: 11 });
    expect(await spread("G1")).toEqual([3, 3, 3, 2]);
    expect(await shard("G1", 2)).toMatchObject({ shards: 2, span: 2 });
    expect(await spread("G1")).toEqual([6, 5]);
    expect(await shard("G1", 1)).toMatchObject({ shards: 1, span: 1, available: 11 });
    // Shards that were left empty are taken up again.
    await shard("G1", 3);
    expect(await spread("G1")).toEqual([4, 4, 3]);
    expect(await bookkeepingErrors(["G1"], [])).toEqual([]);
  });

  it("leaves reserved pieces where they are, and reads on there until they are gone", async () => {
    await scatter("G2", [0, 2]);
    const orderNumber = await order("G2", 1);
    expect(await shard("G2", 1)).toMatchObject({ shards: 1, span: 2, available: 1, reserved: 1 });
    expect(await spread("G2")).toEqual([1, 0]);
    expect(await bookkeepingErrors(["G2"], [orderNumber])).toEqual([]);
    await settlePayment(stripe.pay(orderNumber), undefined, now);
    expect(await shard("G2", 1)).toMatchObject({ shards: 1, span: 1, onHand: 1 });
    expect(await bookkeepingErrors(["G2"], [orderNumber])).toEqual([]);
  });

  it("may die after any of its moves: nothing is lost, it can be sold, and a repetition goes on", async () => {
    for (const survived of [0, 1, 2, 3, 4]) {
      const sku = `G3-${survived}`;
      await stockUp(sku, 8);
      dieAfter(survived);
      await shard(sku, 4).catch(() => undefined);
      vi.restoreAllMocks();
      expect(await stockOf(sku)).toMatchObject({ onHand: 8, available: 8, reserved: 0 });
      const orderNumber = await order(sku, 8);
      expect(await bookkeepingErrors([sku], [orderNumber])).toEqual([]);
      await releaseDue(new Date(now.getTime() + 36 * 60_000), () => 50_000);
      await shard(sku, 4);
      expect(await spread(sku)).toEqual([2, 2, 2, 2]);
      expect(await bookkeepingErrors([sku], [orderNumber])).toEqual([]);
    }
  });

  it("is not undone by a move that was planned for the number before", async () => {
    await stockUp("G5", 6);
    await shard("G5", 3);
    const stale = await stockOf("G5");
    await shard("G5", 1);
    const late = StockPolicy.shift(stale, { from: 0, to: 2, quantity: 2 }, now);
    expect(await transact(late)).toEqual(["stock:G5"]);
    expect(await stockOf("G5")).toMatchObject({ available: 6, span: 1 });
    expect(await bookkeepingErrors(["G5"], [])).toEqual([]);
  });

  it("may change in the middle of a sale, and nobody gets a piece too much", async () => {
    await stockUp("G4", 12);
    const buyers = Array.from({ length: 20 }, () => order("G4", 1));
    await Promise.all([shard("G4", 6), ...buyers.map((one) => one.catch(() => undefined))]);
    const again = Array.from({ length: 12 }, () => order("G4", 1));
    const results = await Promise.allSettled([...buyers, ...again, shard("G4", 2)]);
    const won = results.flatMap((one) =>
      one.status === "fulfilled" && typeof one.value === "string" ? [one.value] : [],
    );
    expect(won).toHaveLength(12);
    expect(await bookkeepingErrors(["G4"], won)).toEqual([]);
  });
});

/** After so many transactions, the function is no more. */
function dieAfter(transactions: number): void {
  const { client } = connection();
  const send = client.send.bind(client);
  let left = transactions;
  // The overloads of send hide its promise from the mock's type.
  vi.spyOn(client, "send").mockImplementation(((command: unknown) => {
    if (command instanceof TransactWriteCommand && left-- <= 0) throw new Error("dead");
    return send(command as never);
  }) as never);
}
