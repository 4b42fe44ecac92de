import type { Minor } from "#values/money";
import type { Cart } from "./cart.ts";
import * as Pricing from "./pricing.ts";
import { cover, type Product, variantOf } from "./product.ts";

/** A line as it is offered now: price and name of today, not of when it was put in. */
export interface OfferedLine {
  readonly sku: string;
  readonly quantity: number;
  readonly product: Product;
  /** What this cart could buy now, its own held pieces included. */
  readonly available: number;
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

function toItem({ sku, quantity, product, available }: OfferedLine) {
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
    available: Math.max(0, available),
  };
}
