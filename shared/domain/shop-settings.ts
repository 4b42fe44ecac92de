import type { ShopCurrency } from "#values/money";
import { DEMO_SELLER, type Seller } from "./seller.ts";
import type { ShippingZone } from "./shipping.ts";
import type { TaxSettings } from "./tax.ts";

/** What staff set for the whole shop. */
export interface ShopSettings {
  readonly currency: ShopCurrency;
  /** ISO 3166-1 alpha-2: for whom a basket is priced until it says where it goes. */
  readonly country: string;
  readonly tax: TaxSettings;
  readonly shipping: { readonly zones: readonly ShippingZone[] };
  /** Who stands on the invoices. */
  readonly seller: Seller;
  /** 0 where nobody has changed anything yet. */
  readonly version: number;
  /** ISO 8601, UTC; null with version 0. */
  readonly updatedAt: string | null;
}

/** The demo shop: euros with German VAT inside, post and express to everywhere. */
export const DEFAULT_SETTINGS: ShopSettings = {
  currency: "EUR",
  country: "DE",
  tax: { included: true, countries: {}, elsewhere: { standard: 19, reduced: 7 } },
  shipping: {
    zones: [
      {
        name: "Everywhere",
        countries: [],
        rates: [
          { method: "standard", tiers: [{ from: 0, price: 490 }], freeFrom: 5_000 },
          { method: "express", tiers: [{ from: 0, price: 990 }], freeFrom: null },
        ],
      },
    ],
  },
  seller: DEMO_SELLER,
  version: 0,
  updatedAt: null,
};
