import { z } from "zod";
import { type Order, type OrderEvent, STATUSES, SYSTEM } from "#domain/order";
import { type Refund, REFUND_STATUSES } from "#domain/refund";
import { type Return, RETURN_STATUSES } from "#domain/return";
import { EFFECT_KINDS } from "#domain/promotion";
import { SHIPPING_METHODS } from "#domain/shipping";
import { SHOP_CURRENCIES } from "#values/money";

const address = z.object({
  name: z.string(),
  line1: z.string(),
  line2: z.string().optional(),
  city: z.string(),
  region: z.string().optional(),
  postalCode: z.string(),
  country: z.string(),
});

const status = z.enum(STATUSES);

const pieces = z.object({ sku: z.string(), quantity: z.int() });

const fulfilment = z.object({
  id: z.string().default("F1"),
  lines: z.array(pieces).optional(),
  carrier: z.string().nullable(),
  trackingNumber: z.string().nullable(),
  trackingUrl: z.string().nullable().default(null),
  shippedAt: z.string(),
  deliveredAt: z.string().nullable().default(null),
  actor: z.string().default(SYSTEM),
});

const refund = z.object({
  id: z.string(),
  status: z.enum(REFUND_STATUSES),
  amount: z.int(),
  lines: z.array(pieces.extend({ waived: z.int().optional() })),
  shipping: z.int(),
  restock: z.boolean(),
  reason: z.string(),
  returnId: z.string().nullable(),
  intentId: z.string().nullable(),
  stripeRefundId: z.string().nullable(),
  failure: z.string().nullable(),
  requestedAt: z.string(),
  settledAt: z.string().nullable(),
  actor: z.string(),
}) satisfies z.ZodType<Refund>;

const returned = z.object({
  id: z.string(),
  status: z.enum(RETURN_STATUSES),
  lines: z.array(pieces.extend({ reason: z.string() })),
  note: z.string().nullable(),
  rejection: z.string().nullable(),
  restocked: z.boolean(),
  requestedAt: z.string(),
  updatedAt: z.string(),
  refundId: z.string().nullable(),
  actor: z.string(),
}) satisfies z.ZodType<Return>;

const stored = z.object({
  orderNumber: z.string(),
  status,
  userId: z.string().nullable(),
  email: z.string(),
  cartId: z.string(),
  items: z.array(
    z.object({
      sku: z.string(),
      productId: z.string(),
      slug: z.string(),
      name: z.string(),
      options: z.record(z.string(), z.string()),
      image: z.string().nullable(),
      tint: z.object({ hue: z.number(), chroma: z.number() }).nullable(),
      quantity: z.int(),
      price: z.int(),
      total: z.int(),
      backordered: z.int().default(0),
      discount: z.int().default(0),
      tax: z.int().default(0),
      taxPercent: z.number().default(19),
    }),
  ),
  subtotal: z.int(),
  discount: z.int(),
  tax: z.int(),
  shipping: z.int(),
  total: z.int(),
  currency: z.enum(SHOP_CURRENCIES),
  promotions: z
    .array(
      z.object({
        promotionId: z.string(),
        code: z.string().nullable(),
        title: z.string(),
        kind: z.enum(EFFECT_KINDS),
        amount: z.int(),
        counted: z.boolean(),
        countedForCustomer: z.boolean(),
      }),
    )
    .default([]),
  taxes: z.array(z.object({ percent: z.number(), net: z.int(), tax: z.int() })).default([]),
  taxIncluded: z.boolean().default(true),
  quote: z.string().default(""),
  shippingMethod: z.enum(SHIPPING_METHODS),
  shippingAddress: address,
  billingAddress: address.nullable(),
  payment: z.object({
    sessionId: z.string().nullable(),
    url: z.string().nullable(),
    sessionExpiresAt: z.string(),
    intentId: z.string().nullable(),
    method: z.string().nullable(),
    paidAt: z.string().nullable(),
    problem: z.string().optional(),
    undecided: z.boolean().optional(),
  }),
  fulfilments: z.array(fulfilment).default([]),
  refunds: z.array(refund).default([]),
  returns: z.array(returned).default([]),
  storeUrl: z.string(),
  version: z.int(),
  createdAt: z.string(),
  updatedAt: z.string(),
});

/** Orders of the first days left whole, in one parcel that did not say what was in it. */
export const orderSchema = stored.transform((order) => {
  const everything = order.items.map(({ sku, quantity }) => ({ sku, quantity }));
  return {
    ...order,
    fulfilments: order.fulfilments.map(({ lines = everything, ...one }) => ({ ...one, lines })),
  };
}) satisfies z.ZodType<Order>;

export const eventSchema = z.object({
  orderNumber: z.string(),
  version: z.int(),
  kind: z.string(),
  title: z.string(),
  detail: z.string().nullable(),
  actor: z.string(),
  at: z.string(),
}) satisfies z.ZodType<OrderEvent>;
