import { z } from "zod";
import { MAX_LINES } from "#domain/cart";
import { endpoint, file, type ServerSide } from "./endpoint.ts";
import { dateTime, limit, linePieces, orderNumber, page, text, webAddress } from "./fields.ts";
import { order, orderStatus } from "./orders.ts";

export const timelineEntry = z
  .object({
    at: dateTime,
    kind: z.string(),
    title: z.string(),
    detail: z.string().nullable(),
    /** Sub of the person, or `system`. */
    actor: z.string(),
  })
  .meta({ id: "TimelineEntry" });

/** Next and previous number in the list that `?status` describes are the console's own affair. */
export const adminOrder = order
  .extend({
    customerId: z.string().nullable(),
    paymentIntentId: z.string().nullable(),
    version: z.int(),
    /** Newest first. */
    timeline: z.array(timelineEntry),
  })
  .meta({ id: "AdminOrder" });

export type AdminOrder = z.output<typeof adminOrder>;

export const listOrders = endpoint({
  id: "admin.listOrders",
  method: "GET",
  path: "/admin/orders",
  summary: "Orders, newest first, by status and text (number, e-mail, name)",
  permission: "orders.read",
  query: z.strictObject({
    page,
    limit,
    status: orderStatus.optional(),
    q: z.string().trim().min(1).max(100).optional(),
  }),
  response: z.array(order),
  paged: true,
});

export const getOrder = endpoint({
  id: "admin.getOrder",
  method: "GET",
  path: "/admin/orders/:orderNumber",
  summary: "One order with its timeline",
  permission: "orders.read",
  params: z.strictObject({ orderNumber }),
  response: adminOrder,
  errors: ["ORDER_NOT_FOUND"],
});

export const getInvoice = endpoint({
  id: "admin.getInvoice",
  method: "GET",
  path: "/admin/orders/:orderNumber/invoice",
  summary: "The invoice of a paid order as PDF",
  permission: "orders.read",
  params: z.strictObject({ orderNumber }),
  response: file,
  contentType: "application/pdf",
  errors: ["ORDER_NOT_FOUND", "ORDER_STATUS_CONFLICT"],
});

export const createFulfilment = endpoint({
  id: "admin.createFulfilment",
  method: "POST",
  path: "/admin/orders/:orderNumber/fulfilments",
  summary: "Hand an order, or some of its pieces, to the carrier",
  permission: "orders.write",
  params: z.strictObject({ orderNumber }),
  body: z
    .strictObject({
      /** Without lines: everything that is left. */
      lines: z.array(linePieces).min(1).max(MAX_LINES).optional(),
      carrier: text(60).optional(),
      trackingNumber: text(80).optional(),
      trackingUrl: webAddress.optional(),
    })
    .default({}),
  response: adminOrder,
  status: 201,
  errors: ["ORDER_NOT_FOUND", "ORDER_STATUS_CONFLICT", "FULFILMENT_EXCEEDS_ORDER"],
});

export const server = {
  "admin.listOrders": { impact: "Staff do not see new orders.", table: "read" },
  "admin.getOrder": { impact: "Staff cannot open an order.", table: "read" },
  "admin.getInvoice": {
    impact: "Staff cannot open an invoice.",
    table: "read",
    memoryMb: 1024,
  },
  "admin.createFulfilment": { impact: "Staff cannot mark orders as shipped.", table: "write" },
} satisfies Record<string, ServerSide>;
