import { createHash } from "node:crypto";
import { z } from "zod";
import * as Categories from "#data/category";
import * as Products from "#data/product";
import * as Promotions from "#data/promotion";
import * as Stocks from "#data/stock";
import * as Movements from "#data/stock-movement";
import { type Refusals, transact, type Write } from "#data/write";
import type { Product } from "#domain/product";
import type { Promotion } from "#domain/promotion";
import * as StockMoves from "#domain/stock-moves";
import { newUlid } from "#values/id";

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
  promotions: z
    .array(
      z.object({
        code: z.string(),
        title: z.string(),
        effect: z.discriminatedUnion("kind", [
          z.object({ kind: z.literal("percent"), percent: z.number() }),
          z.object({ kind: z.literal("shipping") }),
        ]),
        minimum: z.int().min(0),
        combines: z.boolean(),
      }),
    )
    .default([]),
});

type CatalogueFile = z.output<typeof catalogueFile>;
type Figurine = CatalogueFile["products"][number];
type DemoPromotion = CatalogueFile["promotions"][number];

/** The side of the demo pictures, px. */
const PICTURE = 240;
/** The same product gets the same id in every run and every cloud. */
function idOf(slug: string): string {
  return `prod_${digest(slug)}`;
}

function digest(name: string): string {
  return createHash("sha256").update(name).digest("hex").slice(0, 16);
}

/** What one transaction takes, and how many run at once. */
const ACTIONS = 100;
const AT_ONCE = 4;

/**
 * Loads the demo catalogue. What is there already, even deleted, stays as it is, so it may be run
 * again, and completes what an interrupted run has left.
 *
 * Each product is written whole, with stock and ledger, by transactions of a dozen products. They
 * cost twice the write units of BatchWriteItem, some two cents, once; and an emulator that commits
 * each item of a batch on its own took 40 s for what transactions do in 5.
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
  await inGroups(newShelves, 1, (group) =>
    transact(group.map((category) => Categories.create({ ...category, version: 1 }))),
  );
  const missing = file.products.filter((figurine) => !known.has(idOf(figurine.slug)));
  const most = Math.max(1, ...missing.map((figurine) => 2 + 2 * figurine.variants.length));
  const written = await inGroups(missing, most, (group) =>
    transact(group.flatMap((figurine) => writesOf(figurine, clock()))),
  );
  // Each alone: one that is there already, even deleted, stays as it is.
  await Promise.all(file.promotions.map((one) => transact(promotionWrites(one, clock()))));
  return { products: file.products.length, written };
}

/**
 * Writes `all` in transactions, `AT_ONCE` of them at a time. Where a group is refused, each of it is
 * written alone, and what is refused then was made by somebody else in the meantime.
 * @returns how many were written
 */
async function inGroups<One>(
  all: readonly One[],
  actionsForOne: number,
  write: (group: readonly One[]) => Promise<Refusals>,
): Promise<number> {
  const size = Math.floor(ACTIONS / actionsForOne);
  const starts = Array.from({ length: Math.ceil(all.length / size) }, (_, at) => at * size);
  const queue = starts.values();
  let written = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const start of queue) {
        const group = all.slice(start, start + size);
        const whole = (await write(group)).length === 0;
        if (whole) written += group.length;
        else for (const one of group) if ((await write([one])).length === 0) written += 1;
      }
    }),
  );
  return written;
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
    taxClass: "standard",
    version: 1,
    createdAt: figurine.createdAt,
    // Not the day it came to the shop: lists ask for what was written since they last looked.
    updatedAt: now.toISOString(),
    deletedAt: null,
  };
}

function writesOf(figurine: Figurine, now: Date): Write[] {
  const at = now.toISOString();
  const productId = idOf(figurine.slug);
  return [
    Products.create(toProduct(figurine, now)),
    Products.takeSlug(figurine.slug, productId),
    ...figurine.variants.flatMap(({ sku, stock: quantity }) => [
      Stocks.create(StockMoves.open(undefined, { sku, productId, quantity }, at)),
      Movements.record({
        id: newUlid(now),
        sku,
        kind: "opening",
        quantity,
        reason: null,
        orderNumber: null,
        actor: "system",
        at,
      }),
    ]),
  ];
}

function promotionWrites(demo: DemoPromotion, now: Date): Write[] {
  const at = now.toISOString();
  const promotion: Promotion = {
    id: `promo_${digest(demo.code)}`,
    ...demo,
    products: [],
    categories: [],
    startsAt: null,
    endsAt: null,
    maxUses: null,
    maxUsesPerCustomer: null,
    active: true,
    version: 1,
    createdAt: at,
    updatedAt: at,
    deletedAt: null,
  };
  return [
    Promotions.create(promotion),
    Promotions.startCounter(promotion.id, null),
    Promotions.takeCode(demo.code, promotion.id),
  ];
}
