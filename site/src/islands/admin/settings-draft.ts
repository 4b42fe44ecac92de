import type { z } from "zod";
import type { getSettings, updateSettings } from "../../../../shared/contracts/settings.ts";
import { parseAmount } from "./product-draft.ts";

export type Settings = z.input<(typeof getSettings)["response"]>;
type SettingsBody = z.input<(typeof updateSettings)["body"]>;
type Method = SettingsBody["shipping"]["zones"][number]["rates"][number]["method"];

export interface TaxDraft {
  readonly country: string;
  readonly standard: string;
  readonly reduced: string;
}

export interface RateDraft {
  readonly method: Method;
  readonly offered: boolean;
  /** "4.90", or with tiers "4.90, from 30.00: 2.90". */
  readonly price: string;
  /** Empty: never free. */
  readonly freeFrom: string;
}

export interface ZoneDraft {
  readonly name: string;
  /** Country codes; empty for all that no other zone names. */
  readonly countries: string;
  readonly rates: readonly RateDraft[];
}

/** Who stands on invoices; the address line by line. */
export interface SellerDraft {
  readonly name: string;
  readonly address: string;
  readonly taxNumber: string;
  readonly email: string;
}

/** The settings as they are typed: everything is text until it is sent. */
export interface SettingsDraft {
  readonly seller: SellerDraft;
  readonly included: boolean;
  readonly elsewhere: Omit<TaxDraft, "country">;
  readonly countries: readonly TaxDraft[];
  readonly zones: readonly ZoneDraft[];
}

const METHODS: readonly Method[] = ["standard", "express"];

export const emptyZone = (): ZoneDraft => ({
  name: "",
  countries: "",
  rates: METHODS.map((method) => ({
    method,
    offered: method === "standard",
    price: "",
    freeFrom: "",
  })),
});

export function toDraft({ seller, tax, shipping }: Settings): SettingsDraft {
  return {
    seller: { ...seller, address: seller.address.join("\n") },
    included: tax.included,
    elsewhere: { standard: `${tax.elsewhere.standard}`, reduced: `${tax.elsewhere.reduced}` },
    countries: Object.entries(tax.countries).map(([country, rates]) => ({
      country,
      standard: `${rates.standard}`,
      reduced: `${rates.reduced}`,
    })),
    zones: shipping.zones.map((zone) => ({
      name: zone.name,
      countries: zone.countries.join(", "),
      rates: METHODS.map((method) => {
        const rate = zone.rates.find((one) => one.method === method);
        return {
          method,
          offered: rate !== undefined,
          price: rate ? writeTiers(rate.tiers) : "",
          freeFrom: rate?.freeFrom == null ? "" : rate.freeFrom.toFixed(2),
        };
      }),
    })),
  };
}

type Tiers = SettingsBody["shipping"]["zones"][number]["rates"][number]["tiers"];

/** [{from: 0, price: 4.9}, {from: 30, price: 2.9}] → "4.90, from 30.00: 2.90". */
export function writeTiers(tiers: Tiers): string {
  return tiers
    .map(({ from, price }) =>
      from === 0 ? price.toFixed(2) : `from ${from.toFixed(2)}: ${price.toFixed(2)}`,
    )
    .join(", ");
}

/** The other way round; undefined where it cannot be read. */
export function readTiers(text: string): Tiers | undefined {
  const tiers = text.split(/,(?=\s*from)|;/).map((part) => {
    const [, from = "0", amount = ""] =
      /^\s*(?:from\s+([\d.,]+)\s*:)?\s*(\S+)\s*$/.exec(part) ?? [];
    return { from: parseAmount(from), price: parseAmount(amount) };
  });
  const read = tiers.flatMap(({ from, price }) =>
    from === undefined || price === undefined ? [] : [{ from, price }],
  );
  return read.length === tiers.length ? read : undefined;
}

export type SettingsErrors = Readonly<Record<string, string>>;

/** The body to send, or what cannot be read as a number, by the API's own paths. */
export function toBody(
  draft: SettingsDraft,
  { currency, country, version }: Settings,
): { body: SettingsBody; errors?: undefined } | { body?: undefined; errors: SettingsErrors } {
  const errors: Record<string, string> = {};
  const percent = (path: string, text: string): number => {
    const value = text.trim() === "" ? Number.NaN : Number(text.replace(",", "."));
    if (!Number.isFinite(value)) errors[path] = "A number of percent.";
    return value;
  };
  const rates = (path: string, of: Omit<TaxDraft, "country">) => ({
    standard: percent(`${path}.standard`, of.standard),
    reduced: percent(`${path}.reduced`, of.reduced),
  });
  const body: SettingsBody = {
    currency,
    country,
    seller: {
      name: draft.seller.name.trim(),
      address: draft.seller.address.split("\n").flatMap((line) => line.trim() || []),
      taxNumber: draft.seller.taxNumber.trim(),
      email: draft.seller.email.trim(),
    },
    tax: {
      included: draft.included,
      elsewhere: rates("tax.elsewhere", draft.elsewhere),
      countries: Object.fromEntries(
        draft.countries.map((one) => [
          one.country.trim().toUpperCase(),
          rates(`tax.countries.${one.country.trim().toUpperCase()}`, one),
        ]),
      ),
    },
    shipping: {
      zones: draft.zones.map((zone, at) => ({
        name: zone.name.trim(),
        countries: zone.countries.split(/[\s,;]+/).flatMap((one) => one.toUpperCase() || []),
        rates: zone.rates
          .filter((rate) => rate.offered)
          .map((rate, nth) => {
            const path = `shipping.zones.${at}.rates.${nth}`;
            const tiers = readTiers(rate.price);
            if (tiers === undefined) errors[`${path}.tiers`] = "An amount, such as 4.90.";
            const free = rate.freeFrom.trim() === "" ? null : parseAmount(rate.freeFrom);
            if (free === undefined) errors[`${path}.freeFrom`] = "An amount, or nothing.";
            return { method: rate.method, tiers: tiers ?? [], freeFrom: free ?? null };
          }),
      })),
    },
    version,
  };
  return Object.keys(errors).length > 0 ? { errors } : { body };
}
