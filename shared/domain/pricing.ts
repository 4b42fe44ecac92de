import type { Minor } from "#values/money";
import * as Money from "#values/money";
import type { ShippingMethod } from "./order.ts";

/** German VAT, in percent of the net amount. Prices on the wire include it. */
export const TAX_PERCENT = 19;

export interface ShippingOption {
  readonly id: ShippingMethod;
  readonly price: Minor;
  /** Free for a subtotal from here on; null: never. */
  readonly freeFrom: Minor | null;
}

export const SHIPPING_OPTIONS: readonly [ShippingOption, ShippingOption] = [
  { id: "standard", price: 490, freeFrom: 5_000 },
  { id: "express", price: 990, freeFrom: null },
];

export interface PricedLine {
  readonly price: Minor;
  readonly quantity: number;
}

export interface Totals {
  readonly subtotal: Minor;
  readonly discount: Minor;
  readonly shipping: Minor;
  /** Contained in `total`, not added to it. */
  readonly tax: Minor;
  readonly total: Minor;
}

/** Price times pieces, tax included. */
export function lineTotal(line: PricedLine): Minor {
  return line.price * line.quantity;
}

/** What sending goods worth `subtotal` costs; nothing where there are no goods. */
export function shippingPrice(method: ShippingMethod, subtotal: Minor, lines: number): Minor {
  if (lines === 0) return 0;
  const [standard, express] = SHIPPING_OPTIONS;
  const option = method === "standard" ? standard : express;
  return option.freeFrom !== null && subtotal >= option.freeFrom ? 0 : option.price;
}

/** The sums of a cart or order: `total = subtotal − discount + shipping`, with the tax inside. */
export function totals(lines: readonly PricedLine[], method: ShippingMethod): Totals {
  const subtotal = lines.reduce((sum, line) => sum + lineTotal(line), 0);
  const discount = 0;
  const shipping = shippingPrice(method, subtotal, lines.length);
  const total = subtotal - discount + shipping;
  return { subtotal, discount, shipping, tax: Money.contained(total, TAX_PERCENT), total };
}
