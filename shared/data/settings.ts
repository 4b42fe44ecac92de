import { z } from "zod";
import { DEMO_SELLER } from "#domain/seller";
import { SHIPPING_METHODS } from "#domain/shipping";
import { DEFAULT_SETTINGS, type ShopSettings } from "#domain/shop-settings";
import { SHOP_CURRENCIES } from "#values/money";
import { absent, versionIs } from "./expression.ts";
import { get as getItem, type Key } from "./table.ts";
import type { Write } from "./write.ts";

const rates = z.object({ standard: z.number(), reduced: z.number() });

const zone = z.object({
  name: z.string(),
  countries: z.array(z.string()),
  rates: z.array(
    z.object({
      method: z.enum(SHIPPING_METHODS),
      tiers: z.array(z.object({ from: z.int(), price: z.int() })),
      freeFrom: z.int().nullable(),
    }),
  ),
});

const schema = z.object({
  currency: z.enum(SHOP_CURRENCIES),
  country: z.string(),
  tax: z.object({
    included: z.boolean(),
    countries: z.record(z.string(), rates),
    elsewhere: rates,
  }),
  shipping: z.object({ zones: z.array(zone) }),
  seller: z
    .object({
      name: z.string(),
      address: z.array(z.string()).readonly(),
      taxNumber: z.string(),
      email: z.string(),
    })
    .default(DEMO_SELLER),
  version: z.int(),
  updatedAt: z.string().nullable(),
}) satisfies z.ZodType<ShopSettings>;

const key: Key = { PK: "CFG", SK: "shop" };

/** The shop's settings; the demo shop's where nobody has changed any. */
export async function get(options: { consistent?: boolean } = {}): Promise<ShopSettings> {
  const item = await getItem(key, options);
  return item === undefined ? DEFAULT_SETTINGS : schema.parse(item);
}

/** Puts `settings` over the version before it; version 1 where there are none yet. */
export function put(settings: ShopSettings): Write {
  return {
    kind: "put",
    name: "settings",
    item: { ...key, type: "Settings", ...settings },
    when: settings.version === 1 ? absent : versionIs(settings.version - 1),
  };
}
