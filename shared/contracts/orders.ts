import { z } from "zod";
import { MAX_LINES } from "#domain/cart";
import { STATUSES } from "#domain/order";
import { REFUND_STATUSES } from "#domain/refund";
import { RETURN_STATUSES } from "#domain/return";
import { SHIPPING_METHODS } from "#domain/shipping";
import { endpoint, file, type ServerSide } from "./endpoint.ts";
import {
  address,
  currency,
  dateTime,
  limit,
  linePieces,
  money,
  orderNumber,
  page,
  text,
} from "./fields.ts";
import { tint } from "./catalog.ts";
import { taxLine, usedPromotion } from "./pricing.ts";

export const orderStatus = z.enum(STATUSES);

export type OrderStatus = z.output<typeof orderStatus>;

export const orderItem = z
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
    /** Price times pieces, before discounts. */
    total: money,
    /** Of `quantity`, the pieces that were not in the house when it was ordered: they come later. */
    backordered: z.int(),
    /** Its share of the order's discount. */
    discount: money,
    /** Its share of the order's tax. */
    tax: money,
    taxPercent: z.number(),
  })
  .meta({ id: "OrderItem" });

export const pieces = z.object({ sku: z.string(), quantity: z.int() });

const fulfilment = z
  .object({
    /** F1, F2 … within its order. */
    id: z.string(),
    lines: z.array(pieces),
    carrier: z.string().nullable(),
    trackingNumber: z.string().nullable(),
    trackingUrl: z.string().nullable(),
    shippedAt: dateTime,
    deliveredAt: dateTime.nullable(),
  })
  .meta({ id: "Fulfilment" });

export const refund = z
  .object({
    /** R1, R2 … within its order. */
    id: z.string(),
    status: z.enum(REFUND_STATUSES),
    amount: money,
    /** The pieces that it is for; none where it is for money alone. */
    lines: z.array(pieces),
    /** The part of the amount that is for shipping. */
    shipping: money,
    returnId: z.string().nullable(),
    requestedAt: dateTime,
    settledAt: dateTime.nullable(),
  })
  .meta({ id: "Refund" });

const returned = z
  .object({
    /** T1, T2 … within its order. */
    id: z.string(),
    status: z.enum(RETURN_STATUSES),
    lines: z.array(pieces.extend({ reason: z.string() })),
    note: z.string().nullable(),
    /** Why it was turned down. */
    rejection: z.string().nullable(),
    requestedAt: dateTime,
    updatedAt: dateTime,
    refundId: z.string().nullable(),
  })
  .meta({ id: "Return" });

export const order = z
  .object({
    orderNumber: z.string(),
    status: orderStatus,
    email: z.string(),
    items: z.array(orderItem),
    subtotal: money,
    discount: money,
    tax: money,
    shipping: money,
    total: money,
    currency,
    /** What was used, with what it took off the goods; for free delivery, what that would have cost. */
    promotions: z.array(usedPromotion),
    taxes: z.array(taxLine),
    taxIncluded: z.boolean(),
    shippingMethod: z.enum(SHIPPING_METHODS),
    shippingAddress: address,
    billingAddress: address.nullable(),
    /** Such as "visa 4242"; null until paid. */
    paymentMethod: z.string().nullable(),
    /** Where to pay while PENDING and the payment page is open. */
    paymentUrl: z.string().nullable(),
    /** While PENDING: why the last try to pay failed, or that the bank has not decided; in words. */
    paymentProblem: z.string().nullable(),
    /** Parcels, oldest first. */
    fulfilments: z.array(fulfilment),
    /** Money given back or on its way back, oldest first. */
    refunds: z.array(refund),
    returns: z.array(returned),
    /** Whether the shopper may still cancel it. */
    cancellable: z.boolean(),
    /** Pieces that the shopper may send back now. */
    returnable: z.array(pieces),
    createdAt: dateTime,
    updatedAt: dateTime,
  })
  .meta({ id: "Order" });

export type Order = z.output<typeof order>;

export const list = endpoint({
  id: "orders.list",
  method: "GET",
  path: "/orders",
  summary: "The signed-in customer's orders, newest first",
  permission: "customer",
  query: z.strictObject({ page, limit }),
  response: z.array(order),
  paged: true,
});

/** Whoever holds the order's access token may do what its owner may. */
const token = z.strictObject({ token: z.string().max(200).optional() });

export const get = endpoint({
  id: "orders.get",
  method: "GET",
  path: "/orders/:orderNumber",
  summary: "One order: for its owner, staff, or whoever brings its access token",
  permission: "public",
  params: z.strictObject({ orderNumber }),
  // The X-Order-Token header does the same without leaving the token in logs.
  query: token,
  response: order,
  errors: ["ORDER_NOT_FOUND"],
});

export const getInvoice = endpoint({
  id: "orders.getInvoice",
  method: "GET",
  path: "/orders/:orderNumber/invoice",
  summary: "The invoice of a paid order as PDF, for whoever may see the order",
  permission: "public",
  params: z.strictObject({ orderNumber }),
  query: token,
  response: file,
  contentType: "application/pdf",
  errors: ["ORDER_NOT_FOUND", "ORDER_STATUS_CONFLICT"],
});

export const cancel = endpoint({
  id: "orders.cancel",
  method: "POST",
  path: "/orders/:orderNumber/cancel",
  summary: "Cancel an order that is not packed yet; what was paid goes back",
  permission: "public",
  params: z.strictObject({ orderNumber }),
  query: token,
  body: z.strictObject({ reason: text(500).optional() }).default({}),
  response: order,
  errors: [
    "ORDER_NOT_FOUND",
    "ORDER_STATUS_CONFLICT",
    "PAYMENT_PENDING",
    "PAYMENT_PROVIDER_UNAVAILABLE",
  ],
});

/** Pieces that somebody wants to send back. The law asks for no reason; we like to know. */
export const returnRequest = z
  .strictObject({
    lines: z
      .array(linePieces.extend({ reason: text(500).optional() }))
      .min(1)
      .max(MAX_LINES),
    note: text(1_000, { lines: true }).optional(),
  })
  .meta({ id: "ReturnRequest" });

export const createReturn = endpoint({
  id: "orders.createReturn",
  method: "POST",
  path: "/orders/:orderNumber/returns",
  summary: "Ask to send pieces back, within 30 days of their delivery",
  permission: "public",
  params: z.strictObject({ orderNumber }),
  query: token,
  body: returnRequest,
  response: order,
  status: 201,
  errors: ["ORDER_NOT_FOUND", "RETURN_EXCEEDS_SHIPMENT", "RETURN_WINDOW_CLOSED"],
});

export const server = {
  "orders.list": { impact: "Customers do not see their orders.", table: "read" },
  "orders.get": {
    impact: "Shoppers do not see their order after paying.",
    table: "read",
    secrets: ["orderToken"],
  },
  "orders.getInvoice": {
    impact: "Shoppers cannot open their invoice.",
    table: "read",
    secrets: ["orderToken"],
    // Drawing is all computation: with the processor's share of 512 MB it takes twice as long.
    memoryMb: 1024,
  },
  "orders.cancel": {
    impact: "Shoppers cannot cancel their orders.",
    table: "write",
    secrets: ["orderToken", "stripe"],
    timeoutSeconds: 25,
  },
  "orders.createReturn": {
    impact: "Shoppers cannot ask for a return.",
    table: "write",
    secrets: ["orderToken"],
  },
} satisfies Record<string, ServerSide>;
