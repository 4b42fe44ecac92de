/** Money inside Parasol: an integer in the currency's minor unit (1 euro = 100, 1 yen = 1). */
export type Minor = number;

/** Digits after the point. Source: ISO 4217, list one. */
const EXPONENT = {
  CHF: 2,
  DKK: 2,
  EUR: 2,
  GBP: 2,
  JPY: 0,
  KWD: 3,
  NOK: 2,
  PLN: 2,
  SEK: 2,
  USD: 2,
} as const;

export type Currency = keyof typeof EXPONENT;

/** What prices can be reckoned in. */
export const CURRENCIES: readonly Currency[] = [
  "CHF",
  "DKK",
  "EUR",
  "GBP",
  "JPY",
  "KWD",
  "NOK",
  "PLN",
  "SEK",
  "USD",
];

/** What this shop may sell in: the wire's codec speaks two digits, and its goods are priced in it. */
export const SHOP_CURRENCIES = ["EUR"] as const;

export type ShopCurrency = (typeof SHOP_CURRENCIES)[number];

/**
 * The only rounding of money: half away from zero, to a whole minor unit.
 * Takes any finite number of minor units, gives an integer (never -0).
 */
export function round(amount: number): Minor {
  const rounded = Math.sign(amount) * Math.round(Math.abs(amount));
  return rounded === 0 ? 0 : rounded;
}

/**
 * `amount · numerator / denominator` by the same rounding, without the noise of a double: a tenth
 * of 15 is exactly 1.5, and goes to 2. All three are integers, the denominator is above 0.
 */
export function portion(amount: Minor, numerator: number, denominator: number): Minor {
  const product = BigInt(amount) * BigInt(numerator);
  const divisor = BigInt(denominator);
  const size = product < 0n ? -product : product;
  const rounded = Number((2n * size + divisor) / (2n * divisor));
  return product < 0n && rounded !== 0 ? -rounded : rounded;
}

/**
 * Divides `total` over `weights` so that the parts add up to it exactly: each gets the whole part of
 * its share, and the largest remainders get the units that are left, earlier ones first among
 * equals. No part lies further than one unit from its exact share; where all weights are 0, all
 * count alike. Nothing to divide over gives nothing.
 * @param total an integer, 0 or above
 * @param weights integers, 0 or above
 */
export function allocate(total: Minor, weights: readonly number[]): Minor[] {
  const sum = weights.reduce((all, weight) => all + BigInt(weight), 0n);
  if (sum === 0n)
    return weights.length === 0
      ? []
      : allocate(
          total,
          weights.map(() => 1),
        );
  const shares = weights.map((weight, at) => {
    const exact = BigInt(total) * BigInt(weight);
    return { at, whole: Number(exact / sum), remainder: exact % sum };
  });
  const left = total - shares.reduce((all, share) => all + share.whole, 0);
  const favoured = new Set(
    shares
      .toSorted((a, b) =>
        a.remainder > b.remainder ? -1 : a.remainder < b.remainder ? 1 : a.at - b.at,
      )
      .slice(0, left)
      .map((share) => share.at),
  );
  return shares.map(({ at, whole }) => (favoured.has(at) ? whole + 1 : whole));
}

/** Minor units to the decimal number that goes over the wire: 2999 → 29.99. */
export function toMajor(amount: Minor, currency: Currency = "EUR"): number {
  return Number((amount / 10 ** EXPONENT[currency]).toFixed(EXPONENT[currency]));
}

/**
 * The wire's decimal number to minor units: 29.99 → 2999. Gives `undefined` where the number has
 * more digits than the currency, is not finite, or leaves the safe range: it is never rounded here.
 */
export function fromMajor(amount: number, currency: Currency = "EUR"): Minor | undefined {
  const scaled = amount * 10 ** EXPONENT[currency];
  const minor = Math.round(scaled);
  // 1e-6 of a minor unit: far above the noise of a double at this size, far below a third digit.
  if (!Number.isSafeInteger(minor) || Math.abs(scaled - minor) > 1e-6) return undefined;
  return minor === 0 ? 0 : minor;
}

/** For people: 2400 → "€24.00". */
export function format(amount: Minor, currency: Currency = "EUR", locale = "en"): string {
  return new Intl.NumberFormat(locale, { style: "currency", currency }).format(
    toMajor(amount, currency),
  );
}
