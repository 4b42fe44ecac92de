import type { Category, PageData, Product } from "./page-data.ts";

/** Where a figurine stands under the parasol: share of the width and the height in percent. */
interface Place {
  /** Taken where the shop has it; any other figurine stands in. */
  readonly slug: string;
  readonly wide: readonly [x: number, width: number, y: number];
  /** Null: not on a phone. */
  readonly phone: readonly [x: number, width: number, y: number] | null;
  readonly layer: number;
}

const PLACES: readonly Place[] = [
  { slug: "motor-scooter", wide: [3, 15, 10], phone: [-9, 40, 4], layer: 20 },
  { slug: "penguin", wide: [17.5, 9.5, 24], phone: [26, 22, 24], layer: 6 },
  { slug: "octopus", wide: [27, 12.5, 4], phone: [40, 34, 2], layer: 26 },
  { slug: "cactus", wide: [40.5, 10, 22], phone: null, layer: 8 },
  { slug: "fox", wide: [51, 13.5, 5], phone: [72, 36, 8], layer: 25 },
  { slug: "owl", wide: [66, 9.5, 20], phone: null, layer: 10 },
  { slug: "soft-ice-cream", wide: [76.5, 7.5, 9], phone: null, layer: 21 },
  { slug: "teddy-bear", wide: [84, 13, 3], phone: null, layer: 27 },
];

export interface Standing {
  readonly product: Product;
  readonly style: string;
  readonly onPhone: boolean;
}

/** Who stands under the parasol: the usual eight, or, in a shop without them, its newest. */
export async function underTheParasol(
  data: PageData,
  newest: readonly Product[],
): Promise<Standing[]> {
  const usual = await Promise.all(PLACES.map(({ slug }) => data.product(slug)));
  const others = newest
    .filter(
      (product) => product.images.length > 0 && !PLACES.some(({ slug }) => slug === product.slug),
    )
    .values();
  return PLACES.flatMap((place, index) => {
    const product = usual[index] ?? others.next().value;
    if (!product || product.images.length === 0) return [];
    const [x, width, y] = place.wide;
    const [px, pwidth, py] = place.phone ?? [0, 0, 0];
    const style = `--x:${x};--w:${width};--y:${y};--mx:${px};--mw:${pwidth};--my:${py};z-index:${place.layer}`;
    return [{ product, style, onPhone: place.phone !== null }];
  });
}

export interface Shelf {
  readonly category: Category;
  readonly peek: readonly Product[];
}

/** Enough of the newest that three among them have a picture. */
const PEEK_FROM = 12;

/** The root shelves, each with three figurines that look over the edge: the newest with a picture. */
export async function shelves(data: PageData, categories: readonly Category[]): Promise<Shelf[]> {
  const roots = categories.filter(({ parent }) => parent === null);
  return Promise.all(
    roots.map(async (category) => {
      const query = { category: category.slug, limit: PEEK_FROM, inStock: true } as const;
      const { items } = await data.products({ ...query, sort: "newest", order: "desc" });
      return { category, peek: items.filter(({ images }) => images.length > 0).slice(0, 3) };
    }),
  );
}
