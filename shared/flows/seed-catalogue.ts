import { createHash } from "node:crypto";
import { z } from "zod";
import * as Categories from "#data/category";
import * as Products from "#data/product";
import * as Stocks from "#data/stock";
import { type Item, putMany } from "#data/table";
import type { Product } from "#domain/product";
import * as Stock from "#domain/stock";

/** The demo catalogue as it lies in the media bucket. Prices in cents. */
export const catalogueFile = z.object({
  categories: z.array(
    z.object({
      path: z.string(),
      slug: z.string(),
      name: z.string(),
      parent: z.string().nullable(),
      position: z.int(),
    }),
  ),
  products: z.array(
    z.object({
      no: z.int(),
      slug: z.string(),
      name: z.string(),
      description: z.string(),
      category: z.string(),
      tags: z.array(z.string()),
      /** Below `/media/`. */
      image: z.string(),
      hue: z.number(),
      chroma: z.number(),
      variants: z
        .array(
          z.object({
            sku: z.string(),
            height: z.string(),
            price: z.int(),
            compareAtPrice: z.int().nullable(),
            stock: z.int().min(0),
          }),
        )
        .min(1),
      createdAt: z.string(),
    }),
  ),
});

type CatalogueFile = z.output<typeof catalogueFile>;
type Figurine = CatalogueFile["products"][number];

/** The side of the demo pictures, px. */
const PICTURE = 240;
/** A ledger's first entry: the same in every run, so that a repeated run writes it over itself. */
const OPENING_ID = "0".repeat(26);

/** The same product gets the same id in every run and every cloud. */
function idOf(slug: string): string {
  return `prod_${createHash("sha256").update(slug).digest("hex").slice(0, 16)}`;
}

/** So many products are written at a time, and stamped with the time of their writing. */
const GROUP = 100;

/**
 * Loads the demo catalogue. What is there already, even deleted, stays as it is. In each group the
 * products come last: a run that was cut short leaves none without its stock, and the next run
 * completes it.
 * @param clock lists ask for what was written since they last looked, so a time that was taken
 * when a long run began would hide its end from them
 * @returns how many products the file has, and how many of them were written now
 */
export async function seedCatalogue(
  file: CatalogueFile,
  clock: () => Date,
): Promise<{ products: number; written: number }> {
  const [known, categories] = await Promise.all([
    Products.knownAmong(
      file.products.map((figurine) => ({ id: idOf(figurine.slug), slug: figurine.slug })),
    ),
    Categories.all(),
  ]);
  const shelves = new Set(categories.map((category) => category.path));
  const newShelves = file.categories.filter((category) => !shelves.has(category.path));
  await putMany(newShelves.map((category) => Categories.toItem({ ...category, version: 1 })));
  const missing = file.products.filter((figurine) => !known.has(idOf(figurine.slug)));
  for (let start = 0; start < missing.length; start += GROUP) {
    const group = missing.slice(start, start + GROUP);
    await putMany(
      group.flatMap((figurine) => [
        Products.slugItem(figurine.slug, idOf(figurine.slug)),
        ...stockItems(figurine, clock()),
      ]),
    );
    await putMany(group.map((figurine) => Products.toItem(toProduct(figurine, clock()))));
  }
  return { products: file.products.length, written: missing.length };
}

function toProduct(figurine: Figurine, now: Date): Product {
  const { no, slug, name, description, category, tags, image, hue, chroma } = figurine;
  return {
    id: idOf(slug),
    number: no,
    name,
    slug,
    description,
    category,
    images: [{ url: `/media/${image}`, alt: name, width: PICTURE, height: PICTURE }],
    tint: { hue, chroma },
    tags,
    rating: 0,
    reviewCount: 0,
    variants: figurine.variants.map(({ sku, height, price, compareAtPrice }) => ({
      sku,
      options: { height },
      price,
      compareAtPrice,
    })),
    currency: "EUR",
    version: 1,
    createdAt: figurine.createdAt,
    // Not the day it came to the shop: lists ask for what was written since they last looked.
    updatedAt: now.toISOString(),
    deletedAt: null,
  };
}

function stockItems(figurine: Figurine, now: Date): Item[] {
  const at = now.toISOString();
  const productId = idOf(figurine.slug);
  return figurine.variants.flatMap(({ sku, stock: quantity }) => [
    Stocks.toItem(Stock.open(undefined, { sku, productId, quantity }, at)),
    Stocks.movementItem({
      id: OPENING_ID,
      sku,
      kind: "opening",
      quantity,
      reason: null,
      orderNumber: null,
      actor: "system",
      at,
    }),
  ]);
}
