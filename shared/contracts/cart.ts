import { z } from "zod";
import { SHIPPING_METHODS } from "#domain/shipping";
import { endpoint, type ServerSide } from "./endpoint.ts";
import { country, countryCode, currency, money, sku } from "./fields.ts";
import { tint } from "./catalog.ts";
import { taxLine, usedPromotion } from "./pricing.ts";
import { promotionCode } from "./promotions.ts";

export const cartLine = z
  .object({
    sku: z.string(),
    productId: z.string(),
    slug: z.string(),
    name: z.string(),
    options: z.record(z.string(), z.string()),
    image: z.string().nullable(),
    tint: tint.nullable(),
    quantity: z.int(),
    price: money,
    compareAtPrice: money.nullable(),
    /** Price times pieces, before discounts. */
    total: money,
    /** Its share of the cart's discount. */
    discount: money,
    /**
     * What could be bought of this SKU now, with what would come later; below `quantity` the line
     * cannot be checked out.
     */
    available: z.int(),
    /** Of `quantity`, the pieces that are not in the house: they would come later. */
    backordered: z.int(),
  })
  .meta({ id: "CartLine" });

export const shippingOption = z
  .object({
    id: z.enum(SHIPPING_METHODS),
    price: money,
    freeFrom: money.nullable(),
    /** What this cart would pay for it now: 0 where it is waived. */
    charged: money,
  })
  .meta({ id: "ShippingOption" });

export const cartPromotion = usedPromotion
  .extend({
    /** Why a code takes nothing off, in words for the shopper; null where it does. */
    problem: z.string().nullable(),
  })
  .meta({ id: "CartPromotion" });

export const cart = z
  .object({
    items: z.array(cartLine),
    /** Pieces, not lines. */
    itemCount: z.int(),
    /** The goods before discounts. */
    subtotal: money,
    /** Off the goods; a delivery that is waived shows as `shipping` 0. */
    discount: money,
    /** By `method` to `country`; 0 for an empty cart. */
    shipping: money,
    /** Contained in `total` where `taxIncluded`, otherwise added to it. */
    tax: money,
    /** `subtotal − discount + shipping`, and `tax` where it is not included. */
    total: money,
    currency,
    taxes: z.array(taxLine),
    taxIncluded: z.boolean(),
    /** The codes in the cart, and what applies by itself. */
    promotions: z.array(cartPromotion),
    country: countryCode,
    /** Null where nothing is sent to the country. */
    method: z.enum(SHIPPING_METHODS).nullable(),
    /** Send it along with the checkout: it then answers QUOTE_CHANGED instead of charging otherwise. */
    quote: z.string(),
    shippingOptions: z.array(shippingOption),
    /** Set while a checkout of this cart waits for payment: its order number. */
    checkout: z.string().nullable(),
    version: z.int(),
  })
  .meta({ id: "Cart" });

export type Cart = z.output<typeof cart>;

const skuParams = z.strictObject({ sku });

export const get = endpoint({
  id: "cart.get",
  method: "GET",
  path: "/cart",
  summary: "The caller's cart; empty where there is none",
  permission: "public",
  query: z.strictObject({
    /** Where it goes, and how: standard, to the shop's own country, unless said otherwise. */
    country: country.optional(),
    method: z.enum(SHIPPING_METHODS).optional(),
  }),
  response: cart,
});

export const setItem = endpoint({
  id: "cart.setItem",
  method: "PUT",
  path: "/cart/items/:sku",
  summary: "Set the quantity of a SKU (0 removes it); answers the whole cart",
  permission: "public",
  params: skuParams,
  body: z.strictObject({ quantity: z.int().min(0).max(99) }),
  response: cart,
  errors: ["SKU_NOT_FOUND", "OUT_OF_STOCK", "CART_CHANGED"],
});

export const removeItem = endpoint({
  id: "cart.removeItem",
  method: "DELETE",
  path: "/cart/items/:sku",
  summary: "Take a SKU out of the cart",
  permission: "public",
  params: skuParams,
  errors: ["CART_ITEM_NOT_FOUND", "CART_CHANGED"],
});

export const addPromotion = endpoint({
  id: "cart.addPromotion",
  method: "PUT",
  path: "/cart/promotion",
  summary: "Give a code; answers the whole cart",
  permission: "public",
  body: z.strictObject({ code: promotionCode }),
  response: cart,
  errors: ["PROMOTION_NOT_FOUND", "PROMOTION_NOT_APPLICABLE", "CART_CHANGED"],
});

export const removePromotion = endpoint({
  id: "cart.removePromotion",
  method: "DELETE",
  path: "/cart/promotion/:code",
  summary: "Take a code back out of the cart",
  permission: "public",
  params: z.strictObject({ code: z.string().min(1).max(200) }),
  errors: ["PROMOTION_NOT_FOUND", "CART_CHANGED"],
});

export const server = {
  "cart.get": { impact: "Shoppers do not see their basket.", table: "read" },
  "cart.setItem": { impact: "Shoppers cannot put anything into the basket.", table: "write" },
  "cart.removeItem": { impact: "Shoppers cannot take anything out of the basket.", table: "write" },
  "cart.addPromotion": {
    impact: "Shoppers cannot use their codes.",
    table: "write",
    // Far below the rest: whoever guesses codes must not get far.
    rate: { perSecond: 20, burst: 40 },
  },
  "cart.removePromotion": { impact: "Shoppers cannot take a code back.", table: "write" },
} satisfies Record<string, ServerSide>;
