import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addCategory, bookkeepingErrors } from "../../infra/testing/goods.ts";
import { openTestTable } from "../../infra/testing/table.ts";
import { productCreate, productUpdate } from "#contracts/catalog";
import * as Stocks from "#data/stock";
import * as Movements from "#data/stock-movement";
import { commit } from "#data/write";
import { adjustStock } from "./adjust-stock.ts";
import { catalogueMemory, forgetCatalogue } from "./catalogue-memory.ts";
import { createProduct, deleteProduct, readProduct, updateProduct } from "./products.ts";

let table: Awaited<ReturnType<typeof openTestTable>>;
beforeAll(async () => {
  table = await openTestTable();
  await addCategory("birds");
});
afterAll(() => table.close());

const now = new Date();
const change = { actor: { kind: "user", sub: "ada", role: "admin" }, now } as const;

function input(name: string, skus: readonly string[], more: object = {}) {
  const variants = skus.map((sku) => ({ sku, options: { height: "9 cm" }, price: 24, stock: 5 }));
  return { name, category: "birds", variants, ...more };
}
const create = (name: string, skus: readonly string[], more: object = {}) =>
  createProduct(productCreate.parse(input(name, skus, more)), change);
const update = (id: string, name: string, skus: readonly string[], more: object = {}) =>
  updateProduct(id, productUpdate.parse(input(name, skus, more)), change);

const problem = (code: string) => expect.objectContaining({ code });

describe("a new product", () => {
  it("reads back at once by id and slug, with its opening stock in the ledger", async () => {
    const made = await create("Barn Owl", ["OWL-6", "OWL-9"]);
    expect(made).toMatchObject({ slug: "barn-owl", stock: 10, price: 2400, version: 1 });
    expect(await readProduct(made.id)).toEqual(made);
    expect(await readProduct("barn-owl")).toEqual(made);
    expect(await bookkeepingErrors(["OWL-6", "OWL-9"], [])).toEqual([]);
  });

  it("may have twenty variants", async () => {
    const skus = Array.from({ length: 20 }, (_, at) => `MANY-${at}`);
    expect((await create("Many", skus)).variants).toHaveLength(20);
    const others = Array.from({ length: 20 }, (_, at) => `OTHER-${at}`);
    const { id } = await readProduct("many");
    expect((await update(id, "Many", others)).variants).toHaveLength(20);
  });

  it("takes neither a slug nor a SKU from another, and leaves nothing half-made", async () => {
    await create("Heron", ["HERON"]);
    await expect(create("Heron", ["HERON-2"])).rejects.toEqual(problem("SLUG_TAKEN"));
    expect(await Stocks.get("HERON-2")).toBeUndefined();
    await expect(create("Crane", ["CRANE", "HERON"])).rejects.toMatchObject({
      code: "SKU_TAKEN",
      details: [{ field: "variants.1.sku" }],
    });
    await expect(readProduct("crane")).rejects.toEqual(problem("PRODUCT_NOT_FOUND"));
  });

  it("goes to one of two who want the same SKU at once", async () => {
    const results = await Promise.allSettled([create("Tern", ["TERN"]), create("Gull", ["TERN"])]);
    expect(results.map((result) => result.status).sort()).toEqual(["fulfilled", "rejected"]);
    const refused = results.find((result) => result.status === "rejected");
    expect(refused?.reason).toEqual(problem("SKU_TAKEN"));
  });

  it("stands in a category that exists", async () => {
    await expect(create("Kraken", ["KRAKEN"], { category: "deep" })).rejects.toEqual(
      problem("CATEGORY_NOT_FOUND"),
    );
  });

  it("gets an address even where its name has no Latin letter", async () => {
    const made = await create("鶴", ["TSURU"]);
    expect(await readProduct(made.slug)).toMatchObject({ id: made.id });
  });
});

describe("a changed product", () => {
  it("keeps the stock of variants that stay, and opens that of new ones", async () => {
    const { id } = await create("Robin", ["ROBIN-6", "ROBIN-9"]);
    await commit(Stocks.reserve(Stocks.mockLine("ROBIN-6", 2), now));
    const after = await update(id, "Red Robin", ["ROBIN-6", "ROBIN-14"]);
    expect(after).toMatchObject({ name: "Red Robin", slug: "robin", version: 2, stock: 8 });
    expect(await Stocks.get("ROBIN-6")).toMatchObject({ available: 3, reserved: 2 });
    expect(await Stocks.get("ROBIN-9")).toMatchObject({ productId: null, onHand: 5 });
  });

  it("frees its old address when it moves to another", async () => {
    const { id } = await create("Finch", ["FINCH"]);
    await update(id, "Finch", ["FINCH"], { slug: "goldfinch" });
    await expect(readProduct("finch")).rejects.toEqual(problem("PRODUCT_NOT_FOUND"));
    expect(await readProduct("goldfinch")).toMatchObject({ id });
    await expect(create("Finch", ["FINCH-2"])).resolves.toMatchObject({ slug: "finch" });
  });

  it("is not overwritten by an edit of an older version", async () => {
    const { id } = await create("Wren", ["WREN"]);
    await update(id, "Wren II", ["WREN"], { version: 1 });
    await expect(update(id, "Wren III", ["WREN"], { version: 1 })).rejects.toEqual(
      problem("PRODUCT_CHANGED"),
    );
    expect((await readProduct(id)).name).toBe("Wren II");
  });

  it("must exist", async () => {
    await expect(update("prod_none", "Roc", ["ROC"])).rejects.toEqual(problem("PRODUCT_NOT_FOUND"));
  });
});

describe("a deleted product", () => {
  it("is gone, and its address and SKU may be used again with books that still add up", async () => {
    const { id } = await create("Dodo", ["DODO"]);
    await commit(Stocks.reserve(Stocks.mockLine("DODO", 2), now));
    await deleteProduct(id, now);
    await expect(readProduct(id)).rejects.toEqual(problem("PRODUCT_NOT_FOUND"));
    await expect(deleteProduct(id, now)).rejects.toEqual(problem("PRODUCT_NOT_FOUND"));
    const again = await create("Dodo", ["DODO"]);
    expect(again).toMatchObject({ slug: "dodo", stock: 5 });
    const stock = await Stocks.get("DODO");
    expect(stock).toMatchObject({ onHand: 7, available: 5, reserved: 2 });
    const ledger = await Movements.ofSku("DODO");
    expect(ledger.reduce((sum, one) => sum + one.quantity, 0)).toBe(7);
  });
});

describe("stock", () => {
  const by = { reason: "Counted", actor: "ada", now: new Date(now.getTime() + 1) };

  it("moves by adjustments, with the reason in the ledger", async () => {
    await create("Stork", ["STORK"]);
    expect(await adjustStock({ sku: "STORK", quantity: 3, ...by })).toMatchObject({ onHand: 8 });
    expect(await adjustStock({ sku: "STORK", quantity: -8, ...by })).toMatchObject({ onHand: 0 });
    expect((await Movements.ofSku("STORK")).at(-1)).toMatchObject({ reason: "Counted" });
    expect(await bookkeepingErrors(["STORK"], [])).toEqual([]);
  });

  it("never falls below what orders hold", async () => {
    await create("Ibis", ["IBIS"]);
    await commit(Stocks.reserve(Stocks.mockLine("IBIS", 2), now));
    await expect(adjustStock({ sku: "IBIS", quantity: -4, ...by })).rejects.toEqual(
      problem("OUT_OF_STOCK"),
    );
    expect(await Stocks.get("IBIS")).toMatchObject({ onHand: 5, available: 3, reserved: 2 });
  });

  it("of an unknown SKU does not come into being", async () => {
    await expect(adjustStock({ sku: "NONE", quantity: 4, ...by })).rejects.toEqual(
      problem("SKU_NOT_FOUND"),
    );
    expect(await Movements.ofSku("NONE")).toEqual([]);
  });
});

describe("the catalogue in memory", () => {
  const later = (seconds: number) => new Date(Date.now() + seconds * 1_000);
  const all = { page: 1, limit: 100 };

  it("follows products, stock and deletions by what has changed", async () => {
    forgetCatalogue();
    const before = await catalogueMemory().list(all, later(0));
    const { id } = await createProduct(productCreate.parse(input("Magpie", ["MAGPIE"])), {
      ...change,
      now: later(0),
    });
    // Younger than 1.5 s: the same as before.
    expect((await catalogueMemory().list(all, later(0))).total).toBe(before.total);
    const after = await catalogueMemory().list(all, later(2));
    expect(after.total).toBe(before.total + 1);
    expect(await catalogueMemory().bySlug("magpie", later(2))).toMatchObject({ stock: 5 });
    await commit(Stocks.reserve(Stocks.mockLine("MAGPIE", 4), later(2)));
    expect(await catalogueMemory().bySlug("magpie", later(4))).toMatchObject({ stock: 1 });
    await deleteProduct(id, later(4));
    expect(await catalogueMemory().bySlug("magpie", later(6))).toBeUndefined();
  });

  it("counts the products of each category", async () => {
    forgetCatalogue();
    const [birds] = await catalogueMemory().categories(later(0));
    const { total } = await catalogueMemory().list({ ...all, category: "birds" }, later(0));
    expect(birds).toMatchObject({ slug: "birds", productCount: total });
  });

  it("knows no list of an unknown category", async () => {
    await expect(catalogueMemory().list({ ...all, category: "x" }, later(0))).rejects.toEqual(
      problem("CATEGORY_NOT_FOUND"),
    );
  });
});
