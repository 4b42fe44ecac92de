import type Stripe from "stripe";
import { z } from "zod";
import { invalidRequest } from "../errors.ts";
import { newId } from "../ids.ts";
import { flag, integer, metadata, text } from "../parameters.ts";

/** On the wire a decimal is text; only Stripe's client makes a Decimal of it. */
type WirePrice = Omit<Stripe.Price, "unit_amount_decimal"> & {
  unit_amount_decimal: string | null;
};
export type WireLineItem = Omit<Stripe.LineItem, "price"> & { price: WirePrice };

type Params<T> = Partial<Record<keyof T, z.ZodType>>;

const productData = {
  name: text.min(1),
  description: text.optional(),
  images: z.array(text).max(8).optional(),
  metadata: metadata.optional(),
  tax_code: text.optional(),
  unit_label: text.optional(),
} satisfies Params<Stripe.Checkout.SessionCreateParams.LineItem.PriceData.ProductData>;

const priceData = {
  currency: z.string().regex(/^[a-zA-Z]{3}$/),
  product: text.optional(),
  product_data: z.strictObject(productData).optional(),
  tax_behavior: text.optional(),
  unit_amount: integer,
} satisfies Params<Stripe.Checkout.SessionCreateParams.LineItem.PriceData>;

const lineItem = {
  adjustable_quantity: z.strictObject({ enabled: flag }).optional(),
  metadata: metadata.optional(),
  price_data: z.strictObject(priceData),
  quantity: integer.optional(),
} satisfies Params<Stripe.Checkout.SessionCreateParams.LineItem>;

export const lineItemsSchema = z.array(z.strictObject(lineItem)).min(1).max(100);

type LineItemParams = z.infer<typeof lineItemsSchema>;

/** @throws StripeRefusal where quantities, amounts or currencies do not work together */
export function createLineItems(params: LineItemParams, now: number): WireLineItem[] {
  const currency = params[0]?.price_data.currency.toLowerCase();
  return params.map(({ price_data: price, quantity, metadata: attached = {} }, index) => {
    const at = `line_items[${index}]`;
    if (price.currency.toLowerCase() !== currency) {
      throw invalidRequest("All prices on a Checkout session must have the same currency.", {
        param: `${at}[price_data][currency]`,
      });
    }
    if (price.unit_amount < 0) {
      throw invalidRequest("This value must be greater than or equal to 0.", {
        code: "parameter_invalid_integer",
        param: `${at}[price_data][unit_amount]`,
      });
    }
    if (quantity === undefined || quantity < 1) {
      throw invalidRequest(
        quantity === undefined
          ? "Quantity is required. Add `quantity` to `line_items`."
          : "This value must be greater than or equal to 1.",
        { code: "parameter_invalid_integer", param: `${at}[quantity]` },
      );
    }
    if (!price.product && !price.product_data) {
      throw invalidRequest("You must pass either `product` or `product_data` in `price_data`.", {
        param: `${at}[price_data]`,
      });
    }
    const amount = price.unit_amount * quantity;
    return {
      id: newId("li_1", 23),
      object: "item",
      adjustable_quantity: null,
      amount_discount: 0,
      amount_subtotal: amount,
      amount_tax: 0,
      amount_total: amount,
      currency,
      description: price.product_data?.name ?? price.product ?? null,
      metadata: attached,
      price: createPrice(price, currency, now),
      quantity,
    };
  });
}

function createPrice(
  price: LineItemParams[number]["price_data"],
  currency: string,
  now: number,
): WirePrice {
  return {
    id: newId("price_1", 23),
    object: "price",
    active: false,
    billing_scheme: "per_unit",
    created: now,
    currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: null,
    metadata: {},
    nickname: null,
    product: price.product ?? newId("prod_", 14),
    recurring: null,
    tax_behavior: price.tax_behavior ?? "unspecified",
    tiers_mode: null,
    transform_quantity: null,
    type: "one_time",
    unit_amount: price.unit_amount,
    unit_amount_decimal: String(price.unit_amount),
  };
}
