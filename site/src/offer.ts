import { LOW_STOCK } from "#domain/product";
import type { Product } from "./page-data.ts";

export type Variant = Product["variants"][number];

/** The variant whose price stands on the tile. */
export function defaultVariant(product: Pick<Product, "sku" | "variants">): Variant | undefined {
  return product.variants.find((variant) => variant.sku === product.sku) ?? product.variants[0];
}

/** What a plus on a tile adds: the variant whose price it shows, while that one is there. */
export function addable(product: Pick<Product, "sku" | "variants">): Variant | undefined {
  const usual = defaultVariant(product);
  return usual && (usual.stock > 0 || usual.backorder) ? usual : undefined;
}

/** What a tile says about stock, for the height whose price it shows. Nothing where there is plenty. */
export function tileHint(
  product: Pick<Product, "sku" | "variants" | "stock">,
): { text: string; low: boolean } | undefined {
  const usual = defaultVariant(product);
  if (!usual) return undefined;
  if (product.stock <= 0 && !usual.backorder) return undefined;
  if (usual.stock <= 0 && usual.backorder) return { text: "Comes later", low: true };
  if (usual.stock <= 0) {
    return { text: `Not in ${optionsOf(usual)}`, low: true };
  }
  return usual.stock < LOW_STOCK ? { text: `${usual.stock} left`, low: true } : undefined;
}

/** "9 cm" → 9; undefined where a variant has no height. */
export function heightOf(variant: Pick<Variant, "options">): number | undefined {
  const text = Object.values(variant.options).find((value) => /^\d+([.,]\d+)? ?cm$/.test(value));
  return text === undefined ? undefined : Number.parseFloat(text.replace(",", "."));
}

/** As a shopper reads them: by height, where all have one; otherwise as the shop ordered them. */
export function inOrder<V extends Pick<Variant, "options">>(variants: readonly V[]): readonly V[] {
  const heights = variants.map((variant) => heightOf(variant));
  if (heights.includes(undefined)) return variants;
  return variants.toSorted((a, b) => (heightOf(a) ?? 0) - (heightOf(b) ?? 0));
}

/** What the variants differ in: "Height", or "Choice" where they differ in several things. */
export function optionName(variants: readonly Pick<Variant, "options">[]): string {
  const names = new Set(variants.flatMap((variant) => Object.keys(variant.options)));
  const [only] = names;
  if (names.size !== 1 || only === undefined) return "Choice";
  return only.charAt(0).toUpperCase() + only.slice(1);
}

/** The ruler beside the figurine, in centimetres: up to the tallest height, in even steps. */
export function ruler(heights: readonly number[]): { max: number; marks: number[]; step: number } {
  const tallest = Math.max(...heights, 0);
  const step = tallest > 40 ? 10 : tallest > 20 ? 5 : 2;
  const max = Math.max(step, Math.ceil(tallest / step) * step);
  const marks = Array.from({ length: max / step + 1 }, (_, index) => index * step);
  return { max, marks, step };
}

/**
 * How much of one height is left, and where else it is: what stands under the button.
 * `low` marks what should be amber.
 */
export function stockHint(
  chosen: Variant,
  variants: readonly Variant[],
): { left: string; rest: string; low: boolean } | undefined {
  const label = optionsOf(chosen);
  const elsewhere = variants
    .filter((variant) => variant.sku !== chosen.sku && variant.stock > 0)
    .map(optionsOf);
  const others = listed(elsewhere);
  if (chosen.stock <= 0 && chosen.backorder) {
    return { left: "Comes later", rest: "made to order, we mail you when it leaves", low: true };
  }
  if (chosen.stock <= 0) {
    if (others === "") return { left: "Sold out", rest: label && `in ${label}`, low: false };
    return { left: "Sold out", rest: `in ${label}, there in ${others}`, low: false };
  }
  if (chosen.stock >= LOW_STOCK) return undefined;
  const where = label === "" ? "" : `in ${label}`;
  return {
    left: `${chosen.stock} left`,
    rest: others === "" ? where : `${where}, more in ${others}`,
    low: true,
  };
}

function optionsOf(variant: Pick<Variant, "options">): string {
  return Object.values(variant.options).join(", ");
}

/** ["6 cm", "14 cm"] → "6 and 14 cm". */
function listed(labels: readonly string[]): string {
  const unit = / cm$/;
  const short = labels.every((label) => unit.test(label));
  const words = labels.map((label, index) =>
    short && index < labels.length - 1 ? label.replace(unit, "") : label,
  );
  const last = words.pop();
  return words.length > 0 ? `${words.join(", ")} and ${last}` : (last ?? "");
}
