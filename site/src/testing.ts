import { DEFAULT_SETTINGS } from "#domain/shop-settings";
import type { Category, PageData, Product } from "./page-data.ts";

/** A fox in three heights, for tests. */
export function mockProduct(overrides: Partial<Product> = {}): Product {
  return {
    id: "prod_fox",
    number: 11,
    name: "Fox",
    slug: "fox",
    description: "Ears up, eyes on you.",
    sku: "0011-09",
    price: 24,
    compareAtPrice: 32,
    currency: "EUR",
    taxClass: "standard",
    stock: 60,
    category: "mammals",
    images: [{ url: "/media/figurines/fox.webp", alt: "Fox", width: 240, height: 240 }],
    tint: { hue: 51, chroma: 0.13 },
    tags: ["animal"],
    rating: 0,
    reviewCount: 0,
    variants: [
      mockVariant({ sku: "0011-06", options: { height: "6 cm" }, price: 18, stock: 31 }),
      mockVariant({ compareAtPrice: 32, stock: 7 }),
      mockVariant({ sku: "0011-14", options: { height: "14 cm" }, price: 39, stock: 22 }),
    ],
    version: 1,
    createdAt: "2026-11-01T09:00:00.000Z",
    updatedAt: "2026-11-01T09:00:00.000Z",
    ...overrides,
  };
}

export function mockVariant(
  overrides: Partial<Product["variants"][number]> = {},
): Product["variants"][number] {
  return {
    sku: "0011-09",
    options: { height: "9 cm" },
    price: 24,
    compareAtPrice: null,
    stock: 20,
    backorder: false,
    ...overrides,
  };
}

export const mockCategories: readonly Category[] = [
  { slug: "animals", name: "Animals", parent: null, productCount: 2 },
  { slug: "mammals", name: "Mammals", parent: "animals", productCount: 2 },
  { slug: "food", name: "Food", parent: null, productCount: 0 },
];

/** Pages over a few products in memory: no search, no filters. */
export function mockPageData(products: readonly Product[] = [mockProduct()]): PageData {
  return {
    categories: async () => mockCategories,
    products: async () => ({ items: products, total: products.length }),
    product: async (slug) => products.find((product) => product.slug === slug) ?? null,
    terms: async () => DEFAULT_SETTINGS,
  };
}
