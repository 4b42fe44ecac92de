import * as Settings from "#data/settings";
import { goodsOf, type OfferedLine } from "#domain/cart-view";
import { type Quote, quote } from "#domain/pricing";
import type { ShippingMethod } from "#domain/shipping";

/** Where a basket goes, and how; the shop's own country and standard unless said otherwise. */
export interface Destination {
  readonly country?: string | undefined;
  readonly method?: ShippingMethod | undefined;
}

/** What lines cost now, everything read consistently. */
export async function price(
  lines: readonly OfferedLine[],
  { country, method = "standard" }: Destination,
  now: Date,
): Promise<Quote> {
  const settings = await Settings.get();
  return quote({
    settings,
    lines: lines.flatMap(goodsOf),
    promotions: [],
    categories: [],
    country: country ?? settings.country,
    method,
    now,
  });
}
