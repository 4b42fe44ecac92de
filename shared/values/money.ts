/** Money inside Parasol: an integer in the currency's minor unit (1 euro = 100). */
export type Minor = number;

export type Currency = "EUR";

/** Digits after the point, ISO 4217. */
const EXPONENT: Record<Currency, number> = { EUR: 2 };

/**
 * The only rounding of money: half away from zero, to a whole minor unit.
 * Takes any finite number of minor units, gives an integer (never -0).
 */
export function round(amount: number): Minor {
  const rounded = Math.sign(amount) * Math.round(Math.abs(amount));
  return rounded === 0 ? 0 : rounded;
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

/**
 * The tax contained in a gross amount: `contained(8600, 19)` → 1373.
 * `ratePercent` is the rate in percent of the net amount.
 */
export function contained(gross: Minor, ratePercent: number): Minor {
  return round((gross * ratePercent) / (100 + ratePercent));
}
