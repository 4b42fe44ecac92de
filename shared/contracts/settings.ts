import { z } from "zod";
import { SHIPPING_METHODS } from "#domain/shipping";
import { SHOP_CURRENCIES } from "#values/money";
import { endpoint, type ServerSide } from "./endpoint.ts";
import { country, dateTime, email, percent, price, text } from "./fields.ts";

/** Percent of the net amount; goods of class zero have none anywhere. */
const rates = z.strictObject({ standard: percent, reduced: percent });

const rate = z.strictObject({
  method: z.enum(SHIPPING_METHODS),
  /** From goods worth `from` on, before discounts, delivery costs `price`. */
  tiers: z
    .array(z.strictObject({ from: price, price }))
    .min(1)
    .max(10)
    .refine((tiers) => tiers[0]?.from === 0, "The first tier begins at 0.")
    .refine(
      (tiers) => tiers.every(({ from }, at) => at === 0 || from > (tiers[at - 1]?.from ?? 0)),
      "Tiers rise.",
    ),
  freeFrom: price.nullable(),
});

const zone = z.strictObject({
  name: text(60),
  /** None: every country that no other zone names. */
  countries: z.array(country).max(250),
  rates: z
    .array(rate)
    .min(1)
    .max(SHIPPING_METHODS.length)
    .refine(
      (all) => new Set(all.map((one) => one.method)).size === all.length,
      "Each method stands once in a zone.",
    ),
});

const zones = z
  .array(zone)
  .min(1)
  .max(50)
  .superRefine((all, context) => {
    const seen = new Set<string>();
    for (const [at, { countries }] of all.entries()) {
      // An empty list stands for all others, and there are no two of that either.
      for (const code of countries.length === 0 ? ["*"] : countries) {
        if (seen.has(code)) {
          const message =
            code === "*" ? "Another zone has all other countries." : `${code} is in two zones.`;
          context.addIssue({ code: "custom", path: [at, "countries"], message });
        }
        seen.add(code);
      }
    }
  });

const fields = {
  /** The goods are priced in it. */
  currency: z.enum(SHOP_CURRENCIES),
  /** For whom a basket is priced until it says where it goes. */
  country,
  tax: z.strictObject({
    /** Prices contain their tax; otherwise it is added to them. */
    included: z.boolean(),
    /** Where the rates differ from those elsewhere. */
    countries: z.record(country, rates),
    elsewhere: rates,
  }),
  shipping: z.strictObject({ zones }),
};

const seller = z.strictObject({
  name: text(120),
  /** Street, town, country: one line each. */
  address: z.array(text(120)).min(1).max(5).readonly(),
  /** Steuernummer or VAT id, with its label. */
  taxNumber: text(80),
  email,
});

const settings = z
  .object({
    ...fields,
    /** Who stands on the invoices. */
    seller,
    /** 0 where nobody has changed anything yet. */
    version: z.int(),
    updatedAt: dateTime.nullable(),
  })
  .meta({ id: "Settings" });

const settingsUpdate = z
  .strictObject({
    ...fields,
    /** Left out: as it was. */
    seller: seller.optional(),
    /** The version that was edited; a newer one answers SETTINGS_CHANGED. */
    version: z.int().min(0).optional(),
  })
  .meta({ id: "SettingsUpdate" });

export type SettingsUpdate = z.output<typeof settingsUpdate>;

export const getSettings = endpoint({
  id: "admin.getSettings",
  method: "GET",
  path: "/admin/settings",
  summary: "The shop's currency, tax and delivery",
  permission: "settings.read",
  response: settings,
});

export const updateSettings = endpoint({
  id: "admin.updateSettings",
  method: "PUT",
  path: "/admin/settings",
  summary: "Replace the shop's settings; baskets follow within seconds, orders keep theirs",
  permission: "settings.write",
  body: settingsUpdate,
  response: settings,
  errors: ["SETTINGS_CHANGED"],
});

export const server = {
  "admin.getSettings": { impact: "Staff do not see the shop's settings.", table: "read" },
  "admin.updateSettings": { impact: "Nobody can change tax or delivery.", table: "write" },
} satisfies Record<string, ServerSide>;
