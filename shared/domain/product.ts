import type { Currency, Minor } from "#values/money";

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
  readonly currency: Currency;
  readonly version: number;
  /** ISO 8601, UTC, as all times of items. */
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Set on the tombstone of a deleted product, which lists read to forget it. */
  readonly deletedAt: string | null;
}
