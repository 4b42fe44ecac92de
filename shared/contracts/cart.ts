import { z } from "zod";
import { endpoint, type ServerSide } from "./endpoint.ts";
import { currency, money, sku } from "./fields.ts";
import { tint } from "./catalog.ts";

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
    total: money,
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
  .object({ id: z.enum(["standard", "express"]), price: money, freeFrom: money.nullable() })
  .meta({ id: "ShippingOption" });

export const cart = z
  .object({
    items: z.array(cartLine),
    /** Pieces, not lines. */
    itemCount: z.int(),
    subtotal: money,
    discount: money,
    /** Of standard shipping; 0 for an empty cart. */
    shipping: money,
    tax: money,
    total: money,
    currency,
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

export const server = {
  "cart.get": { impact: "Shoppers do not see their basket.", table: "read" },
  "cart.setItem": { impact: "Shoppers cannot put anything into the basket.", table: "write" },
  "cart.removeItem": { impact: "Shoppers cannot take anything out of the basket.", table: "write" },
} satisfies Record<string, ServerSide>;
