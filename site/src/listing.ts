import type { ListingQuery } from "./page-data.ts";

export const PAGE_SIZE = 24;

export const SORTS = {
  newest: { label: "Newest first", short: "Newest", sort: "newest", order: "desc" },
  price: { label: "Price, low to high", short: "Price, low", sort: "price", order: "asc" },
  "price-desc": { label: "Price, high to low", short: "Price, high", sort: "price", order: "desc" },
  name: { label: "Name, A to Z", short: "A to Z", sort: "name", order: "asc" },
  relevance: { label: "Best match", short: "Best match", sort: "relevance", order: "desc" },
} as const;

export type Sort = keyof typeof SORTS;

/** What a listing's address says. Anything that makes no sense is left out, never an error. */
export interface Listing {
  readonly q: string | undefined;
  readonly page: number;
  readonly sort: Sort;
  readonly minPrice: number | undefined;
  readonly maxPrice: number | undefined;
  readonly inStock: boolean;
}

function amount(text: string | null): number | undefined {
  if (text === null || !/^\d{1,8}([.,]\d{1,2})?$/.test(text.trim())) return undefined;
  return Number(text.trim().replace(",", "."));
}

function isSort(text: string | null): text is Sort {
  return text !== null && Object.hasOwn(SORTS, text);
}

/** Reads `?q=&page=&sort=&minPrice=&maxPrice=&inStock=`. Prices in major units. */
export function readListing(params: URLSearchParams): Listing {
  const q = params.get("q")?.trim().slice(0, 100) || undefined;
  const asked = params.get("sort");
  const usual: Sort = q === undefined ? "newest" : "relevance";
  const sort = isSort(asked) && (asked !== "relevance" || q !== undefined) ? asked : usual;
  const page = /^\d{1,5}$/.test(params.get("page") ?? "") ? Number(params.get("page")) : 1;
  const [one, other] = [amount(params.get("minPrice")), amount(params.get("maxPrice"))];
  const swapped = one !== undefined && other !== undefined && one > other;
  return {
    q,
    page: Math.min(Math.max(page, 1), 10_000),
    sort,
    minPrice: swapped ? other : one,
    maxPrice: swapped ? one : other,
    inStock: params.get("inStock") === "true",
  };
}

/** The question to put to the page's data. */
export function listingQuery(listing: Listing, category: string | undefined): ListingQuery {
  const { sort, order } = SORTS[listing.sort];
  return {
    page: listing.page,
    limit: PAGE_SIZE,
    sort,
    order,
    ...(category === undefined ? {} : { category }),
    ...(listing.q === undefined ? {} : { q: listing.q }),
    ...(listing.minPrice === undefined ? {} : { minPrice: listing.minPrice }),
    ...(listing.maxPrice === undefined ? {} : { maxPrice: listing.maxPrice }),
    ...(listing.inStock ? { inStock: true } : {}),
  };
}

/**
 * The address of the same listing with something changed. A new filter or order starts at page 1;
 * what is usual is left out, so that the plain shelf keeps its plain, published address.
 */
export function listingHref(path: string, listing: Listing, change: Partial<Listing> = {}): string {
  const next = { ...listing, page: 1, ...change };
  const params = new URLSearchParams();
  if (next.q !== undefined) params.set("q", next.q);
  if (next.sort !== (next.q === undefined ? "newest" : "relevance")) params.set("sort", next.sort);
  if (next.minPrice !== undefined) params.set("minPrice", String(next.minPrice));
  if (next.maxPrice !== undefined) params.set("maxPrice", String(next.maxPrice));
  if (next.inStock) params.set("inStock", "true");
  if (next.page > 1) params.set("page", String(next.page));
  return params.size > 0 ? `${path}?${params}` : path;
}

/** The page numbers to offer; null stands for a gap. 1 and the last are always there. */
export function pageNumbers(current: number, last: number): (number | null)[] {
  const near = new Set([1, last, current - 1, current, current + 1]);
  if (current <= 3) [2, 3, 4].forEach((page) => near.add(page));
  if (current >= last - 2) [last - 3, last - 2, last - 1].forEach((page) => near.add(page));
  const shown = [...near].filter((page) => page >= 1 && page <= last).sort((a, b) => a - b);
  return shown.flatMap((page, index) => {
    const before = shown[index - 1];
    return before !== undefined && page - before > 1 ? [null, page] : [page];
  });
}
