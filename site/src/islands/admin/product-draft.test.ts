import { describe, expect, it } from "vitest";
import { productCreate } from "../../../../shared/contracts/catalog.ts";
import type { Product } from "../../page-data.ts";
import {
  emptyDraft,
  newVariant,
  parseAmount,
  type ProductDraft,
  sameDraft,
  toBody,
  toDraft,
} from "./product-draft.ts";

const fox: Product = {
  id: "prod_fox",
  number: 11,
  name: "Fox",
  slug: "fox",
  description: "Listens with its tail.",
  sku: "0011-09",
  price: 24,
  compareAtPrice: null,
  currency: "EUR",
  taxClass: "standard",
  stock: 7,
  category: "animals",
  images: [{ url: "/media/figurines/fox.webp", alt: "Fox", width: 240, height: 230 }],
  tint: { hue: 51, chroma: 0.131 },
  tags: ["forest", "orange"],
  rating: 0,
  reviewCount: 0,
  variants: [
    {
      sku: "0011-09",
      options: { height: "9 cm", finish: "matt" },
      price: 24,
      compareAtPrice: 32.5,
      stock: 7,
      backorder: false,
    },
  ],
  version: 3,
  createdAt: "2026-11-01T09:00:00.000Z",
  updatedAt: "2026-11-01T09:00:00.000Z",
};

const valid: ProductDraft = {
  ...emptyDraft(),
  name: "Grey wolf",
  category: "animals",
  variants: [newVariant({ sku: "W-9", height: "9 cm", price: "24,50", stock: "12" })],
};

describe("an amount", () => {
  it("may be written with a comma, a point, or neither", () => {
    expect(["24", "24.5", "24,50", " €24.00 "].map(parseAmount)).toEqual([24, 24.5, 24.5, 24]);
  });

  it("is nothing else", () => {
    for (const text of ["", "-1", "1.234", "1e3", "free", "1,000.00"]) {
      expect(parseAmount(text)).toBeUndefined();
    }
  });
});

describe("the form", () => {
  it("says of a product what the product says, and keeps options that it has no column for", () => {
    const sent = toBody(toDraft(fox));
    expect(sent.errors).toBeUndefined();
    expect("body" in sent && sent.body).toMatchObject({
      name: "Fox",
      slug: "fox",
      images: [{ url: "/media/figurines/fox.webp", alt: "Fox", width: 240, height: 230 }],
      tags: ["forest", "orange"],
      variants: [
        {
          sku: "0011-09",
          options: { height: "9 cm", finish: "matt" },
          price: 24,
          compareAtPrice: 32.5,
        },
      ],
    });
  });

  it("sends what the contract takes", () => {
    const sent = toBody(valid);
    expect("body" in sent && productCreate.safeParse(sent.body).success).toBe(true);
  });

  it("leaves the address to the API where it is empty", () => {
    const sent = toBody({ ...valid, slug: " " });
    expect("body" in sent && sent.body).not.toHaveProperty("slug");
  });

  it("names what is missing by the API's own paths", () => {
    const bad = newVariant({ price: "a lot", compareAtPrice: "more", stock: "some" });
    const { errors } = toBody({ ...emptyDraft(), variants: [bad] });
    expect(Object.keys(errors ?? {}).sort()).toEqual([
      "category",
      "name",
      "variants.0.compareAtPrice",
      "variants.0.price",
      "variants.0.sku",
      "variants.0.stock",
    ]);
  });

  it("is changed by a letter, and unchanged again without it", () => {
    const before = toDraft(fox);
    const after = { ...before, name: "Foxy" };
    expect(sameDraft(before, after)).toBe(false);
    expect(sameDraft(before, { ...after, name: "Fox" })).toBe(true);
  });
});
