import { type Category, withDescendants } from "./category.ts";
import { defaultVariant, type Product } from "./product.ts";
import { type Field, score, words } from "./text-search.ts";

/** What a list asks for. Prices in minor units. */
export interface ListingQuery {
  readonly page: number;
  readonly limit: number;
  readonly sort?: "price" | "rating" | "newest" | "name" | "relevance" | undefined;
  readonly order?: "asc" | "desc" | undefined;
  readonly category?: string | undefined;
  readonly minPrice?: number | undefined;
  readonly maxPrice?: number | undefined;
  readonly q?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly inStock?: boolean | undefined;
}

/** A product made ready for lists. */
export interface Entry {
  readonly product: Product;
  readonly fields: readonly Field[];
}

/** The name counts most, then tags; a word of the description is a hint. */
const NAME = 8;
const TAG = 4;
const DESCRIPTION = 1;

/** A product with the words by which it is found. Made once, since each search reads all of them. */
export function toEntry(product: Product): Entry {
  return {
    product,
    fields: [
      { weight: NAME, words: words(product.name) },
      { weight: TAG, words: product.tags.flatMap(words) },
      { weight: DESCRIPTION, words: words(product.description) },
    ],
  };
}

export interface Listing {
  readonly items: readonly Product[];
  readonly total: number;
}

interface Hit {
  readonly product: Product;
  readonly relevance: number;
}

/**
 * One page of the products that match, and how many do. Price means the default variant's, as the
 * list shows it. Without `sort`: by relevance where there is a `q`, newest otherwise. Without
 * `order`: descending. Gives undefined where the category is unknown.
 * @param available pieces of a SKU that can be bought
 */
export function list(
  entries: Iterable<Entry>,
  categories: readonly Category[],
  available: (sku: string) => number,
  query: ListingQuery,
): Listing | undefined {
  const shelves =
    query.category === undefined ? undefined : withDescendants(categories, query.category);
  if (query.category !== undefined && shelves === undefined) return undefined;
  const asked = words(query.q ?? "");
  // A query of punctuation alone asks for something, and nothing answers it.
  const unanswerable = query.q !== undefined && asked.length === 0;
  const hits: Hit[] = [];
  for (const { product, fields } of unanswerable ? [] : entries) {
    if (shelves && !shelves.has(product.category)) continue;
    if (!matches(product, query, available)) continue;
    const relevance = asked.length === 0 ? 0 : score(fields, asked) + exactName(product, asked);
    if (asked.length > 0 && relevance === 0) continue;
    hits.push({ product, relevance });
  }
  hits.sort(comparator(query));
  const start = (query.page - 1) * query.limit;
  const items = hits.slice(start, start + query.limit).map((hit) => hit.product);
  return { items, total: hits.length };
}

function matches(
  product: Product,
  query: ListingQuery,
  available: (sku: string) => number,
): boolean {
  const { price } = defaultVariant(product);
  if (query.minPrice !== undefined && price < query.minPrice) return false;
  if (query.maxPrice !== undefined && price > query.maxPrice) return false;
  if (query.tags?.some((tag) => !product.tags.includes(tag))) return false;
  if (query.inStock === undefined) return true;
  return product.variants.some((variant) => available(variant.sku) > 0) === query.inStock;
}

/** Asked for by its whole name, a figurine stands before those that only contain the words. */
function exactName(product: Product, asked: readonly string[]): number {
  return words(product.name).join(" ") === asked.join(" ") ? NAME : 0;
}

function comparator(query: ListingQuery): (a: Hit, b: Hit) => number {
  const sort = query.sort ?? (query.q === undefined ? "newest" : "relevance");
  const direction = query.order === "asc" ? 1 : -1;
  const compare = COMPARE[sort];
  // Equal ones stand newest first, then by id: a page never shows what another page has shown.
  return (a, b) =>
    direction * compare(a, b) || -COMPARE.newest(a, b) || order(a.product.id, b.product.id);
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const names = new Intl.Collator("en", { numeric: true });

const COMPARE = {
  price: (a, b) => defaultVariant(a.product).price - defaultVariant(b.product).price,
  rating: (a, b) => a.product.rating - b.product.rating,
  newest: (a, b) => order(a.product.createdAt, b.product.createdAt),
  name: (a, b) => names.compare(a.product.name, b.product.name),
  relevance: (a, b) => a.relevance - b.relevance,
} satisfies Record<string, (a: Hit, b: Hit) => number>;
