import type { z } from "zod";
import type { productCreate } from "../../../../shared/contracts/catalog.ts";
import type { Product } from "../../page-data.ts";
import type { Tint } from "../../tint.ts";

/** What goes over the wire when a product is saved. */
export type ProductBody = z.input<typeof productCreate>;

export interface VariantDraft {
  /** For React alone: SKUs change while they are typed. */
  readonly key: string;
  readonly sku: string;
  readonly height: string;
  /** Options that the grid has no column for; they are kept as they are. */
  readonly otherOptions: Readonly<Record<string, string>>;
  /** As typed. */
  readonly price: string;
  readonly compareAtPrice: string;
  /** Opening stock; of variants that exist, stock moves by adjustments only. */
  readonly stock: string;
  readonly exists: boolean;
}

export interface PictureDraft {
  readonly key: string;
  readonly url: string;
  readonly alt: string;
  readonly width: number;
  readonly height: number;
  /** True once width and height are those of the file. */
  readonly measured: boolean;
}

/** The form, as typed. */
export interface ProductDraft {
  readonly name: string;
  readonly slug: string;
  readonly description: string;
  readonly category: string;
  /** Separated by commas. */
  readonly tags: string;
  readonly pictures: readonly PictureDraft[];
  readonly tint: Tint | null;
  readonly variants: readonly VariantDraft[];
}

/** By the field's path as the API names it, e.g. `variants.0.price`. */
export type FieldErrors = Readonly<Record<string, string>>;

/** A picture whose size is not known yet; the catalogue's are all of this size. */
const PICTURE_SIZE = 240;

let keys = 0;
function newKey(): string {
  keys += 1;
  return `new-${keys}`;
}

export function newVariant(values: Partial<VariantDraft> = {}): VariantDraft {
  return {
    key: newKey(),
    sku: "",
    height: "",
    otherOptions: {},
    price: "",
    compareAtPrice: "",
    stock: "",
    exists: false,
    ...values,
  };
}

export function newPicture(values: Partial<PictureDraft> = {}): PictureDraft {
  return {
    key: newKey(),
    url: "",
    alt: "",
    width: PICTURE_SIZE,
    height: PICTURE_SIZE,
    measured: false,
    ...values,
  };
}

export function emptyDraft(): ProductDraft {
  return {
    name: "",
    slug: "",
    description: "",
    category: "",
    tags: "",
    pictures: [],
    tint: null,
    variants: [newVariant({ key: "first" })],
  };
}

export function toDraft(product: Product): ProductDraft {
  return {
    name: product.name,
    slug: product.slug,
    description: product.description,
    category: product.category,
    tags: product.tags.join(", "),
    pictures: product.images.map((image) => ({ ...image, key: image.url, measured: true })),
    tint: product.tint,
    variants: product.variants.map(({ sku, options, price, compareAtPrice }) => {
      const { height = "", ...otherOptions } = options;
      return {
        key: sku,
        sku,
        height,
        otherOptions,
        price: amountText(price),
        compareAtPrice: compareAtPrice === null ? "" : amountText(compareAtPrice),
        stock: "",
        exists: true,
      };
    }),
  };
}

/** 24 → "24.00" */
function amountText(amount: number): string {
  return amount.toFixed(2);
}

/** "24", "24.00" and "24,00" → 24; undefined where it is not an amount. */
export function parseAmount(text: string): number | undefined {
  const trimmed = text.trim().replace(/^€\s*/, "");
  return /^\d{1,8}([.,]\d{1,2})?$/.test(trimmed) ? Number(trimmed.replace(",", ".")) : undefined;
}

/**
 * The body to send, or what keeps the form from being one. Only what a number or a choice needs is
 * looked at here; every other rule is the API's, and its details come back by the same paths.
 */
export function toBody(
  draft: ProductDraft,
): { body: ProductBody; errors?: undefined } | { errors: FieldErrors } {
  const errors: Record<string, string> = {};
  if (draft.name.trim() === "") errors["name"] = "A product needs a name.";
  if (draft.category === "") errors["category"] = "Choose its shelf.";
  const variants = draft.variants.map((variant, index) => {
    const at = `variants.${index}`;
    const price = parseAmount(variant.price);
    const compareAtPrice = parseAmount(variant.compareAtPrice);
    const stock = /^\d{1,7}$/.test(variant.stock.trim()) ? Number(variant.stock) : undefined;
    if (variant.sku.trim() === "") errors[`${at}.sku`] = "Give it a SKU.";
    if (price === undefined) errors[`${at}.price`] = "An amount, such as 24.00.";
    if (variant.compareAtPrice.trim() !== "" && compareAtPrice === undefined) {
      errors[`${at}.compareAtPrice`] = "An amount, or nothing.";
    }
    if (variant.stock.trim() !== "" && stock === undefined) {
      errors[`${at}.stock`] = "A whole number.";
    }
    return {
      sku: variant.sku.trim(),
      options: {
        ...variant.otherOptions,
        ...(variant.height.trim() ? { height: variant.height.trim() } : {}),
      },
      price: price ?? 0,
      compareAtPrice: compareAtPrice ?? null,
      stock: stock ?? 0,
    };
  });
  if (Object.keys(errors).length > 0) return { errors };
  return {
    body: {
      name: draft.name.trim(),
      ...(draft.slug.trim() ? { slug: draft.slug.trim() } : {}),
      description: draft.description,
      category: draft.category,
      images: draft.pictures.map(({ url, alt, width, height }) => ({
        url: url.trim(),
        alt: alt.trim(),
        width,
        height,
      })),
      tint: draft.tint,
      tags: draft.tags
        .split(",")
        .map((tag) => tag.trim())
        .filter(Boolean),
      variants,
    },
  };
}

/** Whether two drafts would be saved as the same product. */
export function sameDraft(one: ProductDraft, other: ProductDraft): boolean {
  return withoutKeys(one) === withoutKeys(other);
}

function withoutKeys(draft: ProductDraft): string {
  return JSON.stringify(draft, (name, value: unknown) =>
    name === "key" || name === "measured" ? undefined : value,
  );
}
