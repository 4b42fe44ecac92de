import type { Minor } from "#values/money";

export const SHIPPING_METHODS = ["standard", "express"] as const;

export type ShippingMethod = (typeof SHIPPING_METHODS)[number];

/** From goods worth `from` on, sending costs `price`, up to the next tier. */
export interface ShippingTier {
  readonly from: Minor;
  readonly price: Minor;
}

export interface ShippingRate {
  readonly method: ShippingMethod;
  /** At least one, the first from 0, rising. */
  readonly tiers: readonly ShippingTier[];
  /** Free for goods worth so much; null: never. */
  readonly freeFrom: Minor | null;
}

/** Where the same rates hold. */
export interface ShippingZone {
  readonly name: string;
  /** ISO 3166-1 alpha-2; empty: every country that no other zone names. */
  readonly countries: readonly string[];
  readonly rates: readonly ShippingRate[];
}

/** What one method would cost for the goods at hand. */
export interface ShippingOption {
  readonly id: ShippingMethod;
  /** Of the tier, before it is waived. */
  readonly price: Minor;
  readonly freeFrom: Minor | null;
  /** What is charged: 0 where the goods are worth enough. */
  readonly charged: Minor;
}

/** The zone that a country lies in; undefined where nothing is sent there. */
export function zoneOf(zones: readonly ShippingZone[], country: string): ShippingZone | undefined {
  return (
    zones.find((zone) => zone.countries.includes(country)) ??
    zones.find((zone) => zone.countries.length === 0)
  );
}

/**
 * Every way to send goods to a country, in the zone's order; none where nothing is sent there.
 * @param worth of the goods before discounts, by which tiers and free delivery go; undefined for
 * no goods, which cost nothing to send
 */
export function options(
  zones: readonly ShippingZone[],
  country: string,
  worth: Minor | undefined,
): readonly ShippingOption[] {
  return (zoneOf(zones, country)?.rates ?? []).map(({ method, tiers, freeFrom }) => {
    const price = priceAt(tiers, worth ?? 0);
    const free = worth === undefined || (freeFrom !== null && worth >= freeFrom);
    return { id: method, price, freeFrom, charged: free ? 0 : price };
  });
}

function priceAt(tiers: readonly ShippingTier[], worth: Minor): Minor {
  return tiers.findLast((tier) => tier.from <= worth)?.price ?? 0;
}
