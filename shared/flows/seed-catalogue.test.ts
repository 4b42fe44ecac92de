import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestTable } from "../../infra/testing/table.ts";
import * as Products from "#data/product";
import * as Promotions from "#data/promotion";
import * as Stocks from "#data/stock";
import * as Movements from "#data/stock-movement";
import { commit } from "#data/write";
import * as Product from "#domain/product";
import { catalogueMemory, forgetCatalogue } from "./catalogue-memory.ts";
import { deletePromotion, readPromotion } from "./promotions.ts";
import { catalogueFile, seedCatalogue } from "./seed-catalogue.ts";

function catalogue(products: number) {
  return catalogueFile.parse({
    categories: [
      { path: "animals", slug: "animals", name: "Animals", parent: null, position: 0 },
      { path: "animals/sea", slug: "sea", name: "Sea", parent: "animals", position: 0 },
    ],
    products: Array.from({ length: products }, (_, at) => ({
      no: at + 1,
      slug: `figurine-${at}`,
      name: `Figurine ${at}`,
      description: "Stands on its own.",
      category: "sea",
      tags: ["blue"],
      image: `figurines/figurine-${at}.webp`,
      hue: 200,
      chroma: 0.1,
      variants: ["06", "09", "14"].map((height) => ({
        sku: `${String(at).padStart(4, "0")}-${height}`,
        height: `${Number(height)} cm`,
        price: 1800,
        compareAtPrice: null,
        stock: 5,
      })),
      createdAt: "2026-11-01T09:00:00.000Z",
    })),
  });
}

describe("the demo catalogue", () => {
  let table: Awaited<ReturnType<typeof openTestTable>>;
  beforeAll(async () => {
    table = await openTestTable();
  });
  afterAll(() => table.close());

  it("is loaded whole, with stock whose ledger adds up", async () => {
    const now = new Date();
    const file = catalogue(120);
    expect(await seedCatalogue(file, () => now)).toEqual({ products: 120, written: 120 });
    forgetCatalogue();
    const listed = await catalogueMemory().list({ page: 2, limit: 50, category: "animals" }, now);
    expect(listed.total).toBe(120);
    expect(listed.items).toHaveLength(50);
    expect(listed.items[0]?.stock).toBe(15);
    const movements = await Movements.ofSku("0007-09");
    expect(movements.map((movement) => movement.quantity)).toEqual([5]);
  });

  it("changes nothing when it is loaded again, and leaves what staff have changed", async () => {
    const now = new Date();
    const fox = await Products.getBySlug("figurine-3");
    if (fox === undefined) throw new Error("not seeded");
    await commit(Products.replace(Product.replaced(fox, { name: "Fox" }, now)));
    await commit(Stocks.reserve(Stocks.mockLine("0003-09", 2), now));
    expect(await seedCatalogue(catalogue(121), () => now)).toEqual({ products: 121, written: 1 });
    expect((await Products.getBySlug("figurine-3"))?.name).toBe("Fox");
    expect((await Stocks.get("0003-09"))?.available).toBe(3);
  });

  it("brings its codes, once, and not again what staff have ended", async () => {
    const now = new Date();
    const sunny = { code: "SUNNY10", title: "Sun", minimum: 0, combines: true };
    const effect = { kind: "percent", percent: 10 } as const;
    const file = { ...catalogue(0), promotions: [{ ...sunny, effect }] };
    await seedCatalogue(file, () => now);
    const id = await Promotions.idOfCode("SUNNY10");
    expect(await readPromotion(id ?? "")).toMatchObject({ code: "SUNNY10", active: true });
    await deletePromotion(id ?? "", now);
    await seedCatalogue(file, () => now);
    expect(await Promotions.idOfCode("SUNNY10")).toBeUndefined();
  });

  it("passes over a figurine whose SKU is in use, and still writes its neighbours", async () => {
    const now = new Date();
    await commit(Stocks.create(Stocks.mockStock({ sku: "0122-09", productId: "prod_other" })));
    expect(await seedCatalogue(catalogue(124), () => now)).toEqual({ products: 124, written: 2 });
    expect(await Products.getBySlug("figurine-122")).toBeUndefined();
    expect(await Products.getBySlug("figurine-123")).toMatchObject({ number: 124 });
    expect((await Stocks.get("0122-09"))?.productId).toBe("prod_other");
  });
});
