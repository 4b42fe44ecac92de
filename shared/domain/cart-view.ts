import type { Cart } from "./cart.ts";
import type { GoodsLine, Quote, QuotedLine } from "./pricing.ts";
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

/** What is said where more is asked for than can be had. */
export function leftInWords(line: OfferedLine, what: string): string {
  const left = buyable(line);
  if (left === 0) return `${what} is sold out.`;
  if (line.later === 0) return `Only ${left} of ${what} left.`;
  return `Only ${left} of ${what} can be ordered, ${line.later} of them to come later.`;
}

/** How many of a line could be bought now, be they in the house or come later. */
export function buyable({ available, later }: OfferedLine): number {
  return Math.max(0, available) + later;
}

/** A line as pricing sees it; none where its product no longer has the variant. */
export function goodsOf({ sku, quantity, product }: OfferedLine): GoodsLine[] {
  const variant = variantOf(product, sku);
  if (variant === undefined) return [];
  const { id: productId, category, taxClass } = product;
  return [{ sku, productId, category, taxClass, quantity, price: variant.price }];
}

/** What the API says of a cart: `quote` is that of its lines, `sealed` what clients carry of it. */
export function toPublic(
  cart: Cart,
  offered: readonly OfferedLine[],
  quote: Quote,
  sealed: string,
) {
  const quoted = new Map(quote.lines.map((line) => [line.sku, line]));
  const items = offered.flatMap((line) => toItem(line, quoted.get(line.sku)) ?? []);
  return {
    items,
    itemCount: items.reduce((sum, item) => sum + item.quantity, 0),
    subtotal: quote.subtotal,
    discount: quote.discount,
    shipping: quote.shipping,
    tax: quote.tax,
    total: quote.total,
    currency: quote.currency,
    taxes: quote.taxes.map((one) => ({ ...one })),
    taxIncluded: quote.taxIncluded,
    promotions: quote.promotions.map(({ code, title, kind, amount, problem }) => ({
      code,
      title,
      kind,
      amount,
      problem,
    })),
    country: quote.country,
    method: quote.method,
    quote: sealed,
    shippingOptions: quote.shippingOptions.map((option) => ({ ...option })),
    checkout: cart.checkout,
    version: cart.version,
  };
}

function toItem(line: OfferedLine, quoted: QuotedLine | undefined) {
  const { sku, quantity, product, available, later } = line;
  const variant = variantOf(product, sku);
  if (variant === undefined || quoted === undefined) return undefined;
  return {
    sku,
    productId: product.id,
    slug: product.slug,
    name: product.name,
    options: { ...variant.options },
    image: cover(product),
    tint: product.tint,
    quantity,
    price: quoted.price,
    compareAtPrice: variant.compareAtPrice,
    total: quoted.total,
    discount: quoted.discount,
    available: buyable(line),
    backordered: Math.min(later, Math.max(0, quantity - available)),
  };
}
