import type { Minor, ShopCurrency } from "#values/money";
import type { TaxClass } from "./tax.ts";

export interface Image {
  readonly url: string;
  readonly alt: string;
  readonly width: number;
  readonly height: number;
}

/** Hue in degrees and mean chroma of the picture, from which its tile is coloured. */
export interface Tint {
  readonly hue: number;
  readonly chroma: number;
}

/** What can be put into a basket. Its stock is a record of its own, under the SKU. */
export interface Variant {
  readonly sku: string;
  readonly options: Readonly<Record<string, string>>;
  readonly price: Minor;
  readonly compareAtPrice: Minor | null;
}

/** A product as it is kept. The first variant is the default one; there is always one. */
export interface Product {
  readonly id: string;
  readonly number: number | null;
  readonly name: string;
  readonly slug: string;
  readonly description: string;
  /** Slug of its category. */
  readonly category: string;
  readonly images: readonly Image[];
  readonly tint: Tint | null;
  readonly tags: readonly string[];
  readonly rating: number;
  readonly reviewCount: number;
  readonly variants: readonly Variant[];
  readonly currency: ShopCurrency;
  readonly taxClass: TaxClass;
  readonly version: number;
  /** ISO 8601, UTC, as all times of items. */
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Set on the tombstone of a deleted product, which lists read to forget it. */
  readonly deletedAt: string | null;
}

/** "Crème Brûlée 9 cm" → `creme-brulee-9-cm`, at most 80 characters; empty where no letter is Latin. */
export function slugFrom(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replace(/['’]/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 80)
    .replace(/^-+|-+$/g, "");
}

/** What lists, sorting and price filters go by. */
export function defaultVariant(product: Product): Variant {
  const [first] = product.variants;
  if (first === undefined) throw new Error(`${product.id} has no variant.`);
  return first;
}

/** The variant that is sold under a SKU; undefined where the product has none such. */
export function variantOf(product: Product, sku: string): Variant | undefined {
  return product.variants.find((variant) => variant.sku === sku);
}

/** The address of its first picture. */
export function cover(product: Product): string | null {
  return product.images[0]?.url ?? null;
}

/** The product with another content, one version on. */
export function replaced(
  product: Product,
  content: Partial<Omit<Product, "id" | "version" | "createdAt">>,
  now: Date,
): Product {
  return {
    ...product,
    ...content,
    version: product.version + 1,
    updatedAt: now.toISOString(),
  };
}

/** What remains of a deleted product, for those who follow changes. */
export function tombstone(product: Product, now: Date): Product {
  return replaced(product, { deletedAt: now.toISOString() }, now);
}

/** Below this many pieces the shop says how many are left. */
export const LOW_STOCK = 10;

/** What shoppers are told of a SKU's stock. */
export interface OnOffer {
  /** Pieces in the house that nobody holds. */
  readonly available: number;
  /** Whether more may be ordered than that, and come later. */
  readonly backorder: boolean;
}

/** What the API says of a product; `stockOf` tells of its SKUs. */
export function toPublic(product: Product, stockOf: (sku: string) => OnOffer) {
  const variants = product.variants.map((variant) => {
    const { available, backorder } = stockOf(variant.sku);
    return {
      ...variant,
      options: { ...variant.options },
      stock: Math.max(0, available),
      backorder,
    };
  });
  const { sku, price, compareAtPrice } = defaultVariant(product);
  return {
    id: product.id,
    number: product.number,
    name: product.name,
    slug: product.slug,
    description: product.description,
    sku,
    price,
    compareAtPrice,
    currency: product.currency,
    taxClass: product.taxClass,
    stock: variants.reduce((sum, variant) => sum + variant.stock, 0),
    category: product.category,
    images: product.images.map((image) => ({ ...image })),
    tint: product.tint,
    tags: [...product.tags],
    rating: product.rating,
    reviewCount: product.reviewCount,
    variants,
    version: product.version,
    createdAt: product.createdAt,
    updatedAt: product.updatedAt,
  };
}

export type PublicProduct = ReturnType<typeof toPublic>;
