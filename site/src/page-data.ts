import type { z } from "zod";
import type { category, product } from "../../shared/contracts/catalog.ts";
import type { Terms } from "./terms.ts";

/** Pages and islands both work with what goes over the wire: prices in major units. */
export type Product = z.input<typeof product>;
export type Category = z.input<typeof category>;

export interface ListingQuery {
  readonly page?: number;
  readonly limit?: number;
  readonly sort?: "price" | "rating" | "newest" | "name" | "relevance";
  readonly order?: "asc" | "desc";
  /** A slug; takes its descendants. */
  readonly category?: string;
  /** Major units. */
  readonly minPrice?: number;
  readonly maxPrice?: number;
  readonly q?: string;
  readonly inStock?: boolean;
}

/**
 * What a page may ask for while it is rendered. The publisher and the render function implement it
 * over the table; pages reach it as `Astro.locals.data`.
 */
export interface PageData {
  /** The whole tree, parents before children, with product counts. */
  categories(): Promise<readonly Category[]>;
  products(query: ListingQuery): Promise<{ items: readonly Product[]; total: number }>;
  /** Null where there is no such product: the page then answers 404. */
  product(slug: string): Promise<Product | null>;
  /** Tax, delivery and who sells, as staff have saved them. */
  terms(): Promise<Terms>;
}

export interface PageLocals {
  readonly data: PageData;
  /** Signed-in staff on `/admin` pages; null everywhere else: published pages are the same for all. */
  readonly staff: { readonly role: "staff" | "admin" } | null;
}
