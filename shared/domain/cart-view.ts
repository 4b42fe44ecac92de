import type { Minor } from "#values/money";
import type { Cart } from "./cart.ts";
import * as Pricing from "./pricing.ts";
import { cover, type Product, variantOf } from "./product.ts";
import type { Stock } from "./stock.ts";

/** A line as it is offered now: price and name of today, not of when it was put in. */
export interface OfferedLine {
  readonly sku: string;
  readonly quantity: number;
  readonly product: Product;
  readonly stock: Stock;
  /** Pieces in the house that this cart could buy now, its own held ones included. */
  readonly available: number;
  /** Pieces that it could order beyond those. */
  readonly later: number;
}

/** How many of a line could be bought now, be they in the house or come later. */
export function buyable({ available, later }: OfferedLine): number {
  return Math.max(0, available) + later;
}

/** What the API says of a cart. */
export function toPublic(cart: Cart, offered: readonly OfferedLine[]) {
  const items = offered.flatMap((line) => toItem(line) ?? []);
  const totals = Pricing.totals(items, "standard");
  return {
    items,
    itemCount: items.reduce((sum, item) => sum + item.quantity, 0),
    ...totals,
    currency: "EUR" as const,
    shippingOptions: Pricing.SHIPPING_OPTIONS.map((option) => ({ ...option })),
    checkout: cart.checkout,
    version: cart.version,
  };
}

function toItem(line: OfferedLine) {
  const { sku, quantity, product, available, later } = line;
  const variant = variantOf(product, sku);
  if (variant === undefined) return undefined;
  const price: Minor = variant.price;
  return {
    sku,
    productId: product.id,
    slug: product.slug,
    name: product.name,
    options: { ...variant.options },
    image: cover(product),
    tint: product.tint,
    quantity,
    price,
    compareAtPrice: variant.compareAtPrice,
    total: Pricing.lineTotal({ price, quantity }),
    available: buyable(line),
    backordered: Math.min(later, Math.max(0, quantity - available)),
  };
}
