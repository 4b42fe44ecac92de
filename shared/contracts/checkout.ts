import { z } from "zod";
import { endpoint, type ServerSide } from "./endpoint.ts";
import { address, email } from "./fields.ts";

export const checkoutBody = z
  .strictObject({
    /** Optional only when signed in: then the account's address is used. */
    email: email.optional(),
    shippingAddress: address,
    shippingMethod: z.enum(["standard", "express"]),
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
