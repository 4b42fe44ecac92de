import { type ShippingMethod, type ShippingRate, zoneOf } from "#domain/shipping";
import type { ShopSettings } from "#domain/shop-settings";
import { toMajor } from "#values/money";
import { type Country, countryName } from "./countries.ts";
import { price, shortPrice } from "./format.ts";

/** What staff have set for the whole shop, as far as pages tell it. Amounts in minor units. */
export type Terms = Pick<ShopSettings, "country" | "tax" | "shipping" | "seller">;

/** Where a zone for all other countries goes, as far as the shop's own list says. */
const ELSEWHERE = [
  ...["DE", "AT", "BE", "CZ", "DK", "FI", "FR", "IE"],
  ...["IT", "LU", "NL", "PL", "PT", "ES", "SE"],
] as const;

/** Where the shop sends to: its own country first, then by name. */
export function served({ country: home, shipping }: Terms): readonly Country[] {
  const named = shipping.zones.flatMap((zone) => zone.countries);
  return [...new Set([...ELSEWHERE, ...named, home])]
    .filter((code) => zoneOf(shipping.zones, code) !== undefined)
    .map((code) => ({ code, name: countryName(code) }))
    .toSorted((a, b) =>
      a.code === home ? -1 : b.code === home ? 1 : a.name.localeCompare(b.name, "en"),
    );
}

/** One way of sending. */
interface Way {
  readonly name: string;
  readonly road: string;
  /** "€4.90, free from €50.00". */
  readonly fee: string;
}

/** The countries that have the same ways of sending. */
interface Reach {
  readonly countries: readonly Country[];
  readonly ways: readonly Way[];
}

const NAMES: Record<ShippingMethod, Pick<Way, "name" | "road">> = {
  standard: { name: "Post", road: "Two to four working days on the road" },
  express: { name: "Express", road: "One working day on the road" },
};

/** What sending costs, zone by zone; the shop's own country stands in the first. */
export function reaches(terms: Terms): readonly Reach[] {
  const { zones } = terms.shipping;
  const byZone = Map.groupBy(served(terms), ({ code }) => zoneOf(zones, code));
  return [...byZone].map(([zone, countries]) => ({
    countries,
    ways: (zone?.rates ?? []).map((rate) => ({ ...NAMES[rate.method], fee: feeOf(rate, price) })),
  }));
}

/** "€4.90, €2.90 from €30.00, free from €50.00". */
function feeOf({ tiers, freeFrom }: ShippingRate, write: (amount: number) => string): string {
  const parts = tiers.map((tier) => {
    const cost = tier.price === 0 ? "free" : write(toMajor(tier.price));
    return tier.from === 0 ? cost : `${cost} from ${write(toMajor(tier.from))}`;
  });
  if (freeFrom === 0) return "Free";
  if (freeFrom !== null) parts.push(`free from ${write(toMajor(freeFrom))}`);
  const all = parts.join(", ");
  return all.charAt(0).toUpperCase() + all.slice(1);
}

function rateAtHome({ country, shipping }: Terms, method: ShippingMethod) {
  return zoneOf(shipping.zones, country)?.rates.find((rate) => rate.method === method);
}

/** What the post asks for a single small figurine at home, in major units; undefined where it does not go. */
export function postage(terms: Terms): number | undefined {
  const rate = rateAtHome(terms, "standard") ?? rateAtHome(terms, "express");
  if (rate === undefined) return undefined;
  return rate.freeFrom === 0 ? 0 : toMajor(rate.tiers[0]?.price ?? 0);
}

/** For the front page: "2 to 4 days on the road, free from €50". */
export function roadCaption(terms: Terms): string {
  const post = rateAtHome(terms, "standard");
  const rate = post ?? rateAtHome(terms, "express");
  if (rate === undefined) return "Delivery on request";
  const road = post ? "2 to 4 days on the road" : "1 day on the road";
  return rate.freeFrom !== null && rate.freeFrom > 0
    ? `${road}, free from ${shortPrice(toMajor(rate.freeFrom))}`
    : `${road}, ${lower(feeOf(rate, shortPrice))}`;
}

/** For a product's page: "Post takes two to four more: €4.90, free from €50.00. Express takes one: €9.90." */
export function deliverySentence(terms: Terms): string {
  const post = rateAtHome(terms, "standard");
  const express = rateAtHome(terms, "express");
  return [
    post && `Post takes two to four more: ${lower(feeOf(post, price))}.`,
    express && `Express takes one${post ? "" : " more"}: ${lower(feeOf(express, price))}.`,
  ]
    .filter(Boolean)
    .join(" ");
}

/** For the foot of every page. */
export function taxSentence({ tax }: Terms): string {
  return tax.included ? "All prices include VAT." : "VAT comes on top of all prices.";
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
