import { draw, drawBetween } from "./draw.ts";

const HEIGHTS = ["6 cm", "9 cm", "14 cm"] as const;
type Height = (typeof HEIGHTS)[number];

/** What a shelf shows, and a product's own price is the price of. */
const USUAL: Height = "9 cm";

/** One height of a figurine. Prices are in minor units (cents). */
export type Variant = {
  readonly sku: string;
  readonly height: Height;
  readonly price: number;
  readonly compareAtPrice: number | null;
  readonly stock: number;
};

/** What the drawings show of a figurine: prices in whole euros, dates as days before CATALOGUE_DATE. */
type Shown = {
  readonly price?: readonly [number, number, number];
  readonly was?: readonly [number | null, number | null, number | null];
  readonly stock?: readonly [number, number, number];
  readonly age?: number;
};

/** The day the catalogue counts back from. Fixed, so that a rebuild next year gives the same file. */
export const CATALOGUE_DATE = Date.UTC(2026, 10, 22, 9);

const DAY = 86_400_000;

const SHOWN: Readonly<Record<string, Shown>> = {
  fox: { price: [18, 24, 39], was: [null, 32, null], stock: [31, 7, 22] },
  octopus: { price: [19, 26, 42], stock: [24, 40, 16] },
  rocket: { price: [21, 28, 36], age: 2 },
  "t-rex": { price: [22, 36, 54], age: 0.5 },
  flamingo: { price: [21, 28, 45], was: [26, 35, 56], age: 1 },
  whale: { price: [22, 34, 55], stock: [18, 3, 14], age: 3 },
  guitar: { price: [22, 42, 59], age: 4 },
  penguin: { price: [16.5, 22, 36] },
  owl: { price: [18, 24, 39] },
  turtle: { price: [14, 19, 31] },
  parrot: { price: [18, 24, 39] },
  honeybee: { price: [12, 16, 29] },
  frog: { price: [13.5, 18, 29.5] },
  butterfly: { price: [13.5, 18, 29.5], was: [18, 24, 39] },
  hedgehog: { price: [14, 19, 31], stock: [0, 0, 0] },
  mushroom: { price: [12, 16, 29] },
  compass: { price: [21, 29, 48] },
  "top-hat": { price: [22, 32, 52] },
  tent: { price: [22, 35, 57] },
};

const BOUNDS: Readonly<Record<Height, readonly [number, number]>> = {
  "6 cm": [12, 22],
  "9 cm": [16, 34],
  "14 cm": [29, 59],
};

/** Euros to cents, on a whole or half euro, within what this height may cost. */
function priceAt(height: Height, euros: number): number {
  const [low, high] = BOUNDS[height];
  return Math.round(Math.min(high, Math.max(low, euros)) * 2) * 50;
}

function drawnPrices(slug: string): [number, number, number] {
  const middle = drawBetween(`${slug}/price`, 32, 66) / 2;
  // Most price tags are whole euros; every fourth may end in .50.
  const nine = draw(`${slug}/half`) < 0.75 ? Math.round(middle) : middle;
  return [
    priceAt("6 cm", nine * 0.75),
    priceAt("9 cm", nine),
    priceAt("14 cm", Math.max(nine * 1.625, nine + 8)),
  ];
}

function drawnStock(slug: string, height: Height): number {
  if (draw(`${slug}/gone`) < 0.02) return 0;
  const luck = draw(`${slug}/${height}/stock`);
  if (luck < 0.012) return 0;
  if (luck < 0.092) return drawBetween(`${slug}/${height}/few`, 1, 9);
  return drawBetween(`${slug}/${height}/many`, 12, 80);
}

function drawnReduction(slug: string, price: number): number | null {
  if (draw(`${slug}/reduced`) >= 0.08) return null;
  const cut = [0.15, 0.2, 0.25][drawBetween(`${slug}/cut`, 0, 2)] ?? 0.2;
  return Math.ceil(price / (1 - cut) / 100) * 100;
}

/**
 * The three heights of a figurine: first the one that it is shown and sold in unless another is
 * chosen, then from small to tall.
 * @param no the figurine's number, the first half of each SKU
 */
export function variantsOf(slug: string, no: number): Variant[] {
  const shown = SHOWN[slug];
  const drawn = drawnPrices(slug);
  const variants = HEIGHTS.map((height, i) => {
    const pinned = shown?.price?.[i];
    const price = pinned === undefined ? (drawn[i] ?? 0) : Math.round(pinned * 100);
    const was = shown?.was?.[i];
    return {
      sku: `${String(no).padStart(4, "0")}-${height.replace(" cm", "").padStart(2, "0")}`,
      height,
      price,
      compareAtPrice: shown ? (was ? was * 100 : null) : drawnReduction(slug, price),
      stock: shown?.stock?.[i] ?? (shown ? 12 + ((no * 7 + i * 5) % 60) : drawnStock(slug, height)),
    };
  });
  return variants.toSorted((a, b) => Number(b.height === USUAL) - Number(a.height === USUAL));
}

/** When the figurine came to the shop: within the year before the catalogue's date, ISO 8601 UTC. */
export function arrivalOf(slug: string): string {
  const age = SHOWN[slug]?.age ?? 5 + draw(`${slug}/arrival`) * 360;
  return new Date(CATALOGUE_DATE - Math.round(age * DAY)).toISOString();
}
