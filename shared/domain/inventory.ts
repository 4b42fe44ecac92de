import { type Product, variantOf } from "./product.ts";
import * as Stock from "./stock.ts";

/** What a list of stock asks for. */
export interface InventoryQuery {
  /** Part of the SKU or of the product's name. */
  readonly q?: string | undefined;
  readonly low?: boolean | undefined;
}

export type Entry = Stock.PublicStock & {
  /** Null where no product sells the SKU any more. */
  readonly productId: string | null;
  readonly name: string | null;
  readonly options: Record<string, string> | null;
};

/** The SKUs that match: the low ones first, then those with the fewest pieces, then by SKU. */
export function list(
  stocks: Iterable<Stock.Stock>,
  productOf: (id: string) => Product | undefined,
  { q, low }: InventoryQuery,
): Entry[] {
  const asked = q?.toLowerCase();
  return [...stocks]
    .map((stock) => toEntry(stock, productOf(stock.productId ?? "")))
    .filter((entry) => low === undefined || entry.low === low)
    .filter(({ sku, name }) => asked === undefined || matches(asked, sku, name))
    .sort((a, b) => Number(b.low) - Number(a.low) || a.available - b.available || bySku(a, b));
}

function toEntry(stock: Stock.Stock, product: Product | undefined): Entry {
  const variant = product && variantOf(product, stock.sku);
  return {
    ...Stock.toPublic(stock),
    productId: variant === undefined ? null : stock.productId,
    name: variant === undefined ? null : (product?.name ?? null),
    options: variant === undefined ? null : { ...variant.options },
  };
}

function matches(asked: string, sku: string, name: string | null): boolean {
  return sku.toLowerCase().includes(asked) || (name ?? "").toLowerCase().includes(asked);
}

const bySku = (a: Entry, b: Entry): number => (a.sku < b.sku ? -1 : 1);
