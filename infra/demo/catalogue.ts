import { type Category, categories, shelfOf, slugOf } from "./categories.ts";
import type { Emoji } from "./emoji.ts";
import { lines } from "./lines/index.ts";
import { nameOf } from "./names.ts";
import { arrivalOf, type Variant, variantsOf } from "./offer.ts";
import type { Tint } from "./picture.ts";
import { type DemoPromotion, promotions } from "./promotions.ts";
import { chooseEmoji } from "./selection.ts";
import { tagsOf } from "./tags.ts";

/** A figurine as the seed reads it. `category` is the slug of a leaf, `image` a path below /media. */
type Figurine = {
  readonly no: number;
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly tags: readonly string[];
  readonly image: string;
  /** Dominant hue of the picture in whole degrees. */
  readonly hue: number;
  /** Mean chroma of the picture in OKLCH, at most 0.17. */
  readonly chroma: number;
  readonly variants: readonly Variant[];
  readonly createdAt: string;
};

export type Catalogue = {
  readonly categories: readonly Category[];
  readonly products: readonly Figurine[];
  readonly promotions: readonly DemoPromotion[];
};

/** A figurine chosen and named, before anybody has looked at its picture. */
export type Draft = { readonly no: number; readonly slug: string; readonly emoji: Emoji };

/**
 * Chooses what is sold, and numbers and names it.
 * @param hasPicture says whether the picture set holds this one
 */
export function draftCatalogue(
  emoji: readonly Emoji[],
  hasPicture: (hexcode: string) => boolean,
): Draft[] {
  return chooseEmoji(emoji, hasPicture).map((chosen, index) => ({
    no: index + 1,
    slug: slugOf(nameOf(chosen.label)),
    emoji: chosen,
  }));
}

/** @throws where a figurine has no shelf, no line or no tint: each is a mistake in this folder. */
export function completeCatalogue(
  drafts: readonly Draft[],
  tints: ReadonlyMap<string, Tint>,
): Catalogue {
  const products = drafts.map(({ no, slug, emoji }): Figurine => {
    const category = shelfOf(emoji);
    const description = lines.get(slug);
    const tint = tints.get(slug);
    if (!category) throw new Error(`No shelf for ${slug} (${emoji.subgroup}).`);
    if (!description) throw new Error(`No line for ${slug}.`);
    if (!tint) throw new Error(`No tint for ${slug}.`);
    return {
      no,
      slug,
      name: nameOf(emoji.label),
      description,
      category,
      tags: tagsOf(emoji),
      image: `figurines/${slug}.webp`,
      ...tint,
      variants: variantsOf(slug, no),
      createdAt: arrivalOf(slug),
    };
  });
  return { categories, products, promotions };
}
