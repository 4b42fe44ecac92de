import type Stripe from "stripe";
import { z } from "zod";
import { expand, flag, integer, listShape, metadata, oneOf, text } from "../parameters.ts";
import { lineItemsSchema } from "./line-items.ts";

type Create = Stripe.Checkout.SessionCreateParams;
type Params<T> = Partial<Record<keyof T, z.ZodType>>;

const shippingRateData = {
  delivery_estimate: z.unknown().optional(),
  display_name: text.min(1),
  fixed_amount: z.strictObject({
    amount: integer,
    currency: text,
    currency_options: z.unknown().optional(),
  }),
  metadata: metadata.optional(),
  tax_behavior: text.optional(),
  tax_code: text.optional(),
  type: oneOf("type", ["fixed_amount"]).optional(),
} satisfies Params<
  Create["shipping_options"] extends (infer O)[] | undefined
    ? NonNullable<O extends { shipping_rate_data?: infer D } ? D : never>
    : never
>;

const paymentIntentData = {
  capture_method: oneOf("capture_method", ["automatic", "automatic_async"]).optional(),
  description: text.optional(),
  metadata: metadata.optional(),
  receipt_email: text.optional(),
  shipping: z.unknown().optional(),
  statement_descriptor: text.optional(),
  statement_descriptor_suffix: text.optional(),
} satisfies Params<Stripe.Checkout.SessionCreateParams.PaymentIntentData>;

/**
 * What a session may be created with. What Stripe takes and the double does not play (discounts,
 * subscriptions, tax rates …) is refused as unknown instead of being silently left out.
 */
const create = {
  adaptive_pricing: z.strictObject({ enabled: flag }).optional(),
  allow_promotion_codes: flag.optional(),
  automatic_tax: z.strictObject({ enabled: flag }).optional(),
  billing_address_collection: oneOf("billing_address_collection", ["auto", "required"]).optional(),
  cancel_url: z.url().optional(),
  client_reference_id: text.max(200).optional(),
  currency: text.optional(),
  custom_text: z.unknown().optional(),
  customer_creation: oneOf("customer_creation", ["if_required"]).optional(),
  customer_email: z.email().max(800).optional(),
  expand,
  expires_at: integer.optional(),
  line_items: lineItemsSchema,
  locale: text.optional(),
  metadata: metadata.optional(),
  mode: oneOf("mode", ["payment", "setup", "subscription"]),
  payment_intent_data: z.strictObject(paymentIntentData).optional(),
  payment_method_options: z.unknown().optional(),
  allowed_payment_method_types: z.array(text).optional(),
  phone_number_collection: z.strictObject({ enabled: flag }).optional(),
  shipping_options: z
    .array(z.strictObject({ shipping_rate_data: z.strictObject(shippingRateData) }))
    .max(5)
    .optional(),
  submit_type: oneOf("submit_type", ["auto", "book", "donate", "pay"]).optional(),
  success_url: text.min(1),
  ui_mode: oneOf("ui_mode", ["hosted_page", "embedded_page", "form", "elements"]).optional(),
} satisfies Params<Create>;

export const createSchema = z.strictObject(create);
export type CreateParams = z.infer<typeof createSchema>;

const list = {
  ...listShape,
  customer: text.optional(),
  customer_details: z.strictObject({ email: text }).optional(),
  payment_intent: text.optional(),
  status: oneOf("status", ["open", "complete", "expired"]).optional(),
} satisfies Params<Stripe.Checkout.SessionListParams>;

export const listSchema = z.strictObject(list);
