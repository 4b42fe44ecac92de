import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mockCategory } from "#data/category";
import { mockProduct } from "#data/product";
import * as Listing from "./listing.ts";
import type { Product } from "./product.ts";

const categories = [
  mockCategory({ slug: "animals", parent: null, path: "animals" }),
  mockCategory({ slug: "forest", parent: "animals", path: "animals/forest" }),
  mockCategory({ slug: "food", parent: null, path: "food" }),
];

function product(slug: string, price: number, overrides: Partial<Product> = {}): Product {
  return mockProduct({
    id: `prod_${slug}`,
    slug,
    name: slug,
    description: "",
    tags: [],
    category: "forest",
    variants: [{ sku: slug, options: {}, price, compareAtPrice: null }],
    ...overrides,
  });
}

const fox = product("fox", 2400, {
  name: "Fox",
  tags: ["red"],
  createdAt: "2026-11-03T00:00:00.000Z",
});
const foxglove = product("foxglove", 1200, {
  name: "Foxglove",
  description: "A flower. The fox has no use for gloves.",
  createdAt: "2026-11-02T00:00:00.000Z",
});
const brulee = product("creme-brulee", 900, {
  name: "Crème Brûlée",
  category: "food",
  tags: ["sweet", "red"],
  createdAt: "2026-11-01T00:00:00.000Z",
});
const stock: Record<string, number> = { fox: 0, foxglove: 4, "creme-brulee": 1 };

function find(query: Partial<Listing.ListingQuery>) {
  const entries = [foxglove, brulee, fox].map(Listing.toEntry);
  const found = Listing.list(entries, categories, (sku) => stock[sku] ?? 0, {
    page: 1,
    limit: 20,
    ...query,
  });
  return found && { slugs: found.items.map((one) => one.slug), total: found.total };
}

describe("a listing", () => {
  it("shows the newest first, unless told otherwise", () => {
    expect(find({})?.slugs).toEqual(["fox", "foxglove", "creme-brulee"]);
    expect(find({ order: "asc" })?.slugs).toEqual(["creme-brulee", "foxglove", "fox"]);
  });

  it("sorts by price and by name, down or up", () => {
    expect(find({ sort: "price", order: "asc" })?.slugs[0]).toBe("creme-brulee");
    expect(find({ sort: "price" })?.slugs[0]).toBe("fox");
    expect(find({ sort: "name", order: "asc" })?.slugs[0]).toBe("creme-brulee");
  });

  it("takes a category with what is below it, and knows when there is none", () => {
    expect(find({ category: "animals" })?.total).toBe(2);
    expect(find({ category: "cellar" })).toBeUndefined();
  });

  it("keeps to a price range, both ends included", () => {
    expect(find({ minPrice: 1200, maxPrice: 2400 })?.slugs).toEqual(["fox", "foxglove"]);
    expect(find({ minPrice: 2401 })?.total).toBe(0);
  });

  it("wants all tags that are asked for", () => {
    expect(find({ tags: ["red"] })?.total).toBe(2);
    expect(find({ tags: ["red", "sweet"] })?.slugs).toEqual(["creme-brulee"]);
  });

  it("knows what is in stock and what is not", () => {
    expect(find({ inStock: true })?.slugs).toEqual(["foxglove", "creme-brulee"]);
    expect(find({ inStock: false })?.slugs).toEqual(["fox"]);
  });

  it("answers a page past the end with nothing and the exact total", () => {
    expect(find({ page: 9 })).toEqual({ slugs: [], total: 3 });
  });

  it("shows every product once over all pages, however many are equal", () => {
    const equal = Array.from({ length: 23 }, (_, at) =>
      Listing.toEntry(product(`same-${at}`, 100)),
    );
    const sorts = fc.constantFrom("price", "rating", "newest", "name");
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), sorts, (limit, sort) => {
        const seen: string[] = [];
        for (let page = 1; (page - 1) * limit < equal.length; page++) {
          const found = Listing.list(equal, categories, () => 1, { page, limit, sort });
          seen.push(...(found?.items.map((one) => one.id) ?? []));
        }
        expect(new Set(seen).size).toBe(23);
        expect(seen).toHaveLength(23);
      }),
    );
  });
});

describe("a search", () => {
  it("finds words by their beginning, the exact name first", () => {
    expect(find({ q: "fox" })?.slugs).toEqual(["fox", "foxglove"]);
    expect(find({ q: "foxg" })?.slugs).toEqual(["foxglove"]);
  });

  it("wants every word, wherever it stands", () => {
    expect(find({ q: "fox gloves" })?.slugs).toEqual(["foxglove"]);
    expect(find({ q: "fox brulee" })?.total).toBe(0);
  });

  it("does not mind accents and capitals", () => {
    expect(find({ q: "CREME brûlée" })?.slugs).toEqual(["creme-brulee"]);
  });

  it("finds nothing for punctuation", () => {
    expect(find({ q: "!?" })?.total).toBe(0);
  });

  it("sorts otherwise when asked to", () => {
    expect(find({ q: "fox", sort: "price", order: "asc" })?.slugs).toEqual(["foxglove", "fox"]);
  });
});
