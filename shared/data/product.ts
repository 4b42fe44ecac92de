import { z } from "zod";
import type { Product } from "#domain/product";
import { TAX_CLASSES } from "#domain/tax";
import { SHOP_CURRENCIES } from "#values/money";
import { absent, versionIs, when } from "./expression.ts";
import { shard, shards } from "./shards.ts";
import { get as getItem, getMany, type Item, type Key, query } from "./table.ts";
import { ttl } from "./time-to-live.ts";
import type { Write } from "./write.ts";

const variant = z.object({
  sku: z.string(),
  options: z.record(z.string(), z.string()),
  price: z.int(),
  compareAtPrice: z.int().nullable(),
});

const schema = z.object({
  id: z.string(),
  number: z.int().nullable().default(null),
  name: z.string(),
  slug: z.string(),
  description: z.string(),
  category: z.string(),
  images: z.array(z.object({ url: z.string(), alt: z.string(), width: z.int(), height: z.int() })),
  tint: z.object({ hue: z.number(), chroma: z.number() }).nullable(),
  tags: z.array(z.string()),
  rating: z.number().default(0),
  reviewCount: z.int().default(0),
  variants: z.array(variant).min(1),
  currency: z.enum(SHOP_CURRENCIES),
  taxClass: z.enum(TAX_CLASSES).default("standard"),
  version: z.int(),
  createdAt: z.string(),
  updatedAt: z.string(),
  deletedAt: z.string().nullable().default(null),
}) satisfies z.ZodType<Product>;

/** Deleted products stay as tombstones for this long, for lists that learn of changes only. */
const TOMBSTONE_DAYS = 30;
const CATALOG = "CATALOG";

/** Under which key its item lies, for those who follow the stream. */
export const key = (id: string): Key => ({ PK: `PROD#${id}`, SK: "META" });
const slugKey = (slug: string): Key => ({ PK: `UNIQ#slug#${slug}`, SK: "A" });

/** The product of an item, be it read or from the stream. Throws where it is something else. */
export function parse(item: unknown): Product {
  return schema.parse(item);
}

function toItem(product: Product): Item {
  return {
    ...key(product.id),
    type: "Product",
    ...catalogIndex(product.id, product.updatedAt),
    ...product,
  };
}

/** The product, tombstones left out. */
export async function get(id: string): Promise<Product | undefined> {
  const item = await getItem(key(id));
  return item && living(parse(item));
}

/** The product whose page has this slug, tombstones left out. */
export async function getBySlug(slug: string): Promise<Product | undefined> {
  const found = await getItem(slugKey(slug));
  return found && (await get(z.object({ productId: z.string() }).parse(found).productId));
}

/** Many products by id, tombstones left out. */
export async function getAll(ids: readonly string[]): Promise<Map<string, Product>> {
  const items = await getMany(ids.map(key));
  const products = items.map(parse).filter((product) => living(product) !== undefined);
  return new Map(products.map((product) => [product.id, product]));
}

/** Ids of those that exist, tombstones included, or whose slug belongs to another product. */
export async function knownAmong(
  wanted: readonly { readonly id: string; readonly slug: string }[],
): Promise<ReadonlySet<string>> {
  const items = await getMany(wanted.flatMap(({ id, slug }) => [key(id), slugKey(slug)]));
  const owners = new Map(items.map((item) => [item["PK"], item["productId"]]));
  const known = wanted.filter(({ id, slug }) => {
    const owner = owners.get(slugKey(slug).PK);
    return owners.has(key(id).PK) || (owner !== undefined && owner !== id);
  });
  return new Set(known.map(({ id }) => id));
}

/**
 * Products and stock, as raw items of both types, that changed at or after `since`; all of them
 * without it. Tombstones included. Eventually consistent: an index follows within a second or so.
 */
export async function changesSince(since: Date | undefined): Promise<Item[]> {
  const from = since?.toISOString();
  const found = await Promise.all(
    shards(CATALOG).map((partition) =>
      query({ index: "GSI1", partition, ...(from === undefined ? {} : { from }) }),
    ),
  );
  return found.flat();
}

/** The partitions of GSI1 over which `catalogIndex` spreads products and stock. */
export function catalogPartitions(): readonly string[] {
  return shards(CATALOG);
}

/** GSI1 attributes for what lists follow: `CATALOG#0-3` / `updatedAt#id`. */
export function catalogIndex(id: string, updatedAt: string): Item {
  return { GSI1PK: shard(CATALOG, id), GSI1SK: `${updatedAt}#${id}` };
}

/** A new product; refused where its id is taken. */
export function create(product: Product): Write {
  return { kind: "put", name: "product", item: toItem(product), when: absent };
}

/** Puts `product` over the version before it. */
export function replace(product: Product): Write {
  return {
    kind: "put",
    name: "product",
    item: toItem(product),
    when: versionIs(product.version - 1),
  };
}

/** Leaves a tombstone over the version before it. */
export function bury(tombstone: Product, now: Date): Write {
  return {
    kind: "put",
    name: "product",
    item: { ...toItem(tombstone), ttl: ttl(now, TOMBSTONE_DAYS) },
    when: versionIs(tombstone.version - 1),
  };
}

/** Claims a slug for a product; refused where any product has it. */
export function takeSlug(slug: string, productId: string): Write {
  return {
    kind: "put",
    name: "slug",
    item: { ...slugKey(slug), type: "Unique", version: 1, productId },
    when: absent,
  };
}

/** Gives up a slug; refused where it belongs to another product. */
export function freeSlug(slug: string, productId: string): Write {
  return {
    kind: "delete",
    name: "old slug",
    key: slugKey(slug),
    when: when("#productId = :productId", { productId }),
  };
}

function living(product: Product): Product | undefined {
  return product.deletedAt === null ? product : undefined;
}

export function mockProduct(overrides: Partial<Product> = {}): Product {
  return {
    id: "prod_0fox",
    number: 11,
    name: "Fox",
    slug: "fox",
    description: "Listens with its tail.",
    category: "forest-and-savanna",
    images: [{ url: "/media/figurines/fox.webp", alt: "Fox", width: 240, height: 240 }],
    tint: { hue: 52, chroma: 0.14 },
    tags: ["forest", "orange"],
    rating: 0,
    reviewCount: 0,
    variants: [
      { sku: "0011-06", options: { height: "6 cm" }, price: 1800, compareAtPrice: null },
      { sku: "0011-09", options: { height: "9 cm" }, price: 2400, compareAtPrice: 3200 },
      { sku: "0011-14", options: { height: "14 cm" }, price: 3900, compareAtPrice: null },
    ],
    currency: "EUR",
    taxClass: "standard",
    version: 1,
    createdAt: "2026-11-01T09:00:00.000Z",
    updatedAt: "2026-11-01T09:00:00.000Z",
    deletedAt: null,
    ...overrides,
  };
}
