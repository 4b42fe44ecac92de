import { z } from "zod";
import { SHIPPING_METHODS } from "#domain/shipping";
import { endpoint, type ServerSide } from "./endpoint.ts";
import { address, email } from "./fields.ts";

/** Its hash, and the figures it was made of: some 4,500 characters for 45 lines of the longest SKUs. */
const quote = z
  .string()
  .max(8_000)
  .regex(/^[A-Za-z0-9_-]{43}(?:\.[A-Za-z0-9_-]*)?$/, "Not a quote of a cart.");

export const checkoutBody = z
  .strictObject({
    /** Optional only when signed in: then the account's address is used. */
    email: email.optional(),
    shippingAddress: address,
    shippingMethod: z.enum(SHIPPING_METHODS),
    /** As the cart showed it. What has become otherwise since answers QUOTE_CHANGED. */
    quote: quote.optional(),
    billingAddress: address.optional(),
  })
  .meta({ id: "Checkout" });

export type CheckoutBody = z.output<typeof checkoutBody>;

export const create = endpoint({
  id: "checkout.create",
  method: "POST",
  path: "/checkout",
  summary: "Turn the cart into an order, reserve its stock and open a payment page",
  permission: "public",
  body: checkoutBody,
  idempotencyKey: "required",
  response: z
    .object({ orderNumber: z.string(), paymentUrl: z.string(), accessToken: z.string() })
    .meta({ id: "CheckoutStarted" }),
  status: 201,
  errors: [
    "CART_EMPTY",
    "CART_CHANGED",
    "OUT_OF_STOCK",
    "QUOTE_CHANGED",
    "PROMOTION_NOT_APPLICABLE",
    "ORDER_TOO_SMALL",
    "PAYMENT_PENDING",
    "IDEMPOTENCY_KEY_REUSED",
    "IDEMPOTENCY_IN_PROGRESS",
    "PAYMENT_PROVIDER_UNAVAILABLE",
  ],
});

export const server = {
  "checkout.create": {
    impact: "Nobody can buy.",
    table: "write",
    secrets: ["stripe", "orderToken"],
    timeoutSeconds: 25,
    rate: { perSecond: 100, burst: 300 },
  },
} satisfies Record<string, ServerSide>;
