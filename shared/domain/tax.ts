import { type Minor, portion } from "#values/money";

/** How a country taxes a kind of goods; which kind a product is, stands on the product. */
export const TAX_CLASSES = ["standard", "reduced", "zero"] as const;

export type TaxClass = (typeof TAX_CLASSES)[number];

/** Percent of the net amount, with three digits after the point at most. `zero` goods have none. */
export interface TaxRates {
  readonly standard: number;
  readonly reduced: number;
}

export interface TaxSettings {
  /** Prices contain their tax; otherwise it is added to them. */
  readonly included: boolean;
  /** Rates of countries, ISO 3166-1 alpha-2, that differ from `elsewhere`. */
  readonly countries: Readonly<Record<string, TaxRates>>;
  readonly elsewhere: TaxRates;
}

/** What is owed at one rate: `net + tax` is what the shopper pays at it. */
export interface TaxLine {
  readonly percent: number;
  readonly net: Minor;
  readonly tax: Minor;
}

/** Percent as an integer, so that 8.1 % is reckoned exactly. */
const SCALE = 1_000;
const HUNDRED = 100 * SCALE;
const scaled = (percent: number): number => Math.round(percent * SCALE);

/** What a class of goods is taxed at, in percent, where it is sent to `country`. */
export function percentFor(settings: TaxSettings, country: string, taxClass: TaxClass): number {
  if (taxClass === "zero") return 0;
  return (settings.countries[country] ?? settings.elsewhere)[taxClass];
}

/** The tax contained in a gross amount: `contained(8600, 19)` → 1373. */
export function contained(gross: Minor, percent: number): Minor {
  return portion(gross, scaled(percent), HUNDRED + scaled(percent));
}

/** The part of an amount that is so many percent of it: tax upon a net price, or a discount. */
export function percentOf(amount: Minor, percent: number): Minor {
  return portion(amount, scaled(percent), HUNDRED);
}

/** The tax in or upon `amount`, which is gross or net as the prices are, with its net amount. */
export function taxLine(amount: Minor, percent: number, included: boolean): TaxLine {
  const tax = included ? contained(amount, percent) : percentOf(amount, percent);
  return { percent, net: included ? amount - tax : amount, tax };
}
