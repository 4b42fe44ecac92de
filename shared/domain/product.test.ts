import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mockProduct } from "#data/product";
import * as Product from "./product.ts";

describe("a slug from a name", () => {
  it.each([
    ["Fox", "fox"],
    ["Crème Brûlée, 9 cm", "creme-brulee-9-cm"],
    ["Man’s Shoe", "mans-shoe"],
    ["Straßenbahn", "strassenbahn"],
    ["狐", ""],
  ])("of %j is %j", (name, slug) => {
    expect(Product.slugFrom(name)).toBe(slug);
  });

  it("is always one that an address can hold, or nothing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (name) => {
        expect(Product.slugFrom(name)).toMatch(/^$|^(?!prod_)[a-z0-9]+(-[a-z0-9]+)*$/);
        expect(Product.slugFrom(name).length).toBeLessThanOrEqual(80);
      }),
    );
  });
});

describe("what the API says of a product", () => {
  const stock: Record<string, number> = { "0011-06": 31, "0011-09": 7 };

  it("takes price and SKU from the default variant and adds the stock up", () => {
    const shown = Product.toPublic(mockProduct(), (sku) => ({
      available: stock[sku] ?? 0,
      backorder: sku === "0011-14",
    }));
    expect(shown).toMatchObject({ sku: "0011-06", price: 1800, compareAtPrice: null, stock: 38 });
    expect(shown.variants.map((variant) => variant.stock)).toEqual([31, 7, 0]);
    expect(shown.variants.map((variant) => variant.backorder)).toEqual([false, false, true]);
  });

  it("never shows less than nothing", () => {
    expect(Product.toPublic(mockProduct(), () => ({ available: -2, backorder: true })).stock).toBe(
      0,
    );
  });
});
