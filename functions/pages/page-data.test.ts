import { describe, expect, it } from "vitest";
import { mockCategory } from "#data/category";
import { mockProduct } from "#data/product";
import type { ListingQuery } from "#domain/listing";
import { toPublic } from "#domain/product";
import type { CatalogueMemory } from "#flows/catalogue-memory";
import { Problem } from "#values/error-codes";
import { tablePageData } from "./page-data.ts";

const fox = toPublic(mockProduct(), () => ({ available: 2, backorder: false }));

function memory(asked: ListingQuery[] = []): CatalogueMemory {
  return {
    async list(query) {
      asked.push(query);
      if (query.category === "gone") throw new Problem("CATEGORY_NOT_FOUND", "Gone.");
      return { items: [fox], total: 1 };
    },
    inventory: async () => [],
    bySlug: async () => fox,
    categories: async () => [{ ...mockCategory(), productCount: 30 }],
    lookAgain: async () => undefined,
  };
}

const missing = async () => {
  throw new Problem("PRODUCT_NOT_FOUND", "There is no such product.");
};

describe("what pages are told", () => {
  it("is what goes over the wire: prices in major units", async () => {
    const data = tablePageData(memory(), async () => fox);
    expect(await data.product("fox")).toMatchObject({ name: "Fox", price: 18, stock: 6 });
    expect((await data.products({})).items[0]).toMatchObject({ price: 18 });
  });

  it("is filtered by prices in major units too", async () => {
    const asked: ListingQuery[] = [];
    await tablePageData(memory(asked)).products({ minPrice: 15.5, maxPrice: 40, q: "fox" });
    expect(asked[0]).toMatchObject({
      minPrice: 1550,
      maxPrice: 4000,
      q: "fox",
      page: 1,
      limit: 20,
    });
  });

  it("names of shelves what the contract names, and nothing of the table", async () => {
    expect(await tablePageData(memory()).categories()).toEqual([
      { slug: "birds", name: "Birds", parent: "animals", productCount: 30 },
    ]);
  });

  it("is null for products that are not there, and for ids, which are no addresses", async () => {
    expect(await tablePageData(memory(), missing).product("unicorn")).toBeNull();
    expect(await tablePageData(memory(), async () => fox).product("prod_0fox")).toBeNull();
  });

  it("is an empty list for a shelf that has just gone", async () => {
    expect(await tablePageData(memory()).products({ category: "gone" })).toEqual({
      items: [],
      total: 0,
    });
  });

  it("keeps failing where the table fails: nobody must take that for an empty shop", async () => {
    const broken = tablePageData(memory(), () => Promise.reject(new Error("throttled")));
    await expect(broken.product("fox")).rejects.toThrow("throttled");
  });
});
