import { z } from "zod";
import { MAX_LINES } from "#domain/cart";
import { endpoint, file, type ServerSide } from "./endpoint.ts";
import {
  dateTime,
  limit,
  linePieces,
  money,
  orderNumber,
  page,
  subjectId,
  text,
  webAddress,
} from "./fields.ts";
import { order, orderStatus, pieces, refund } from "./orders.ts";

const timelineEntry = z
  .object({
    at: dateTime,
    kind: z.string(),
    title: z.string(),
    detail: z.string().nullable(),
    /** Sub of the person, `system`, `guest`, or `provider`. */
    actor: z.string(),
    /** Of a person whose account has a name. */
    actorName: z.string().nullable(),
  })
  .meta({ id: "TimelineEntry" });

const adminRefund = refund
  .extend({
    restock: z.boolean(),
    reason: z.string(),
    /** Why it failed, in the provider's words. */
    failure: z.string().nullable(),
    stripeRefundId: z.string().nullable(),
    /** The payment it is given back from: another one than the order's own bought nothing. */
    paymentIntentId: z.string().nullable(),
    actor: z.string(),
  })
  .meta({ id: "AdminRefund" });

/** What each party knows of the order, side by side. */
const books = z
  .object({
    order: z.object({ total: money, refunded: money }),
    /** Null where nothing was paid, or the provider does not answer. */
    provider: z.object({ charged: money, refunded: money }).nullable(),
    /** Pieces that left the ledger for it, and how many should have. */
    stock: z.object({ taken: z.int(), of: z.int() }),
    /** The version that reports show; null where that is not known here. */
    reporting: z.object({ version: z.int() }).nullable(),
    /** Null where one party could not be asked. */
    agree: z.boolean().nullable(),
  })
  .meta({ id: "OrderBooks" });

/** Next and previous number in the list that `?status` describes are the console's own affair. */
export const adminOrder = order
  .extend({
    customerId: z.string().nullable(),
    paymentIntentId: z.string().nullable(),
    version: z.int(),
    /** Failed ones too. */
    refunds: z.array(adminRefund),
    /** What may still be given back. */
    refundable: money,
    /** Pieces whose money may still go back. */
    refundablePieces: z.array(pieces),
    /** What failed refunds still owe, one entry for each payment. */
    debts: z.array(
      z.object({
        /** The last one that failed. */
        refundId: z.string(),
        amount: money,
        /** Why it failed, in the provider's words. */
        failure: z.string().nullable(),
        /** Of the order's own payment: it can be asked for again. Another one bought nothing. */
        own: z.boolean(),
      }),
    ),
    /** Whether the team may still cancel it. */
    cancellable: z.boolean(),
    /** Pieces that may come back, whatever the days. */
    returnable: z.array(pieces),
    /** Pieces that are still to leave. */
    unshipped: z.array(pieces),
    /** Newest first. */
    timeline: z.array(timelineEntry),
    books,
  })
  .meta({ id: "AdminOrder" });

export type AdminOrder = z.output<typeof adminOrder>;

const params = z.strictObject({ orderNumber });
const nothing = z.strictObject({}).default({});

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
  params,
  response: adminOrder,
  errors: ["ORDER_NOT_FOUND"],
});

export const getInvoice = endpoint({
  id: "admin.getInvoice",
  method: "GET",
  path: "/admin/orders/:orderNumber/invoice",
  summary: "The invoice of a paid order as PDF",
  permission: "orders.read",
  params,
  response: file,
  contentType: "application/pdf",
  errors: ["ORDER_NOT_FOUND", "ORDER_STATUS_CONFLICT"],
});

export const packOrder = endpoint({
  id: "admin.packOrder",
  method: "POST",
  path: "/admin/orders/:orderNumber/processing",
  summary: "Mark a paid order as packed",
  permission: "orders.write",
  params,
  body: nothing,
  response: adminOrder,
  errors: ["ORDER_NOT_FOUND", "ORDER_STATUS_CONFLICT"],
});

export const createFulfilment = endpoint({
  id: "admin.createFulfilment",
  method: "POST",
  path: "/admin/orders/:orderNumber/fulfilments",
  summary: "Hand an order, or some of its pieces, to the carrier",
  permission: "orders.write",
  params,
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
  errors: ["ORDER_NOT_FOUND", "ORDER_STATUS_CONFLICT", "FULFILMENT_EXCEEDS_ORDER", "OUT_OF_STOCK"],
});

export const deliverFulfilment = endpoint({
  id: "admin.deliverFulfilment",
  method: "POST",
  path: "/admin/orders/:orderNumber/fulfilments/:fulfilmentId/delivered",
  summary: "Note that a parcel has arrived",
  permission: "orders.write",
  params: params.extend({ fulfilmentId: subjectId("F") }),
  body: nothing,
  response: adminOrder,
  errors: ["ORDER_NOT_FOUND", "FULFILMENT_NOT_FOUND"],
});

export const cancelOrder = endpoint({
  id: "admin.cancelOrder",
  method: "POST",
  path: "/admin/orders/:orderNumber/cancel",
  summary: "Cancel an order of which nothing has left, and give its money back",
  permission: "orders.write",
  params,
  body: z
    .strictObject({
      reason: text(500).optional(),
      /** Whether its pieces go back into stock; an unpaid order's always do. */
      restock: z.boolean().default(true),
    })
    .prefault({}),
  response: adminOrder,
  errors: [
    "ORDER_NOT_FOUND",
    "ORDER_STATUS_CONFLICT",
    "PAYMENT_PENDING",
    "PAYMENT_PROVIDER_UNAVAILABLE",
  ],
});

export const createNote = endpoint({
  id: "admin.createNote",
  method: "POST",
  path: "/admin/orders/:orderNumber/notes",
  summary: "Write a note for the team into the timeline",
  permission: "orders.write",
  params,
  body: z.strictObject({ text: text(2_000, { lines: true }) }),
  response: adminOrder,
  status: 201,
  errors: ["ORDER_NOT_FOUND"],
});

/** Whoever answers a whole order asks the payment provider what it knows of it. */
const changesOrder = { table: "write", secrets: ["stripe"], timeoutSeconds: 25 } as const;

export const server = {
  "admin.listOrders": { impact: "Staff do not see new orders.", table: "read" },
  "admin.getOrder": { impact: "Staff cannot open an order.", table: "read", secrets: ["stripe"] },
  "admin.getInvoice": {
    impact: "Staff cannot open an invoice.",
    table: "read",
    memoryMb: 1024,
  },
  "admin.packOrder": { impact: "Staff cannot mark orders as packed.", ...changesOrder },
  "admin.createFulfilment": { impact: "Staff cannot mark orders as shipped.", ...changesOrder },
  "admin.deliverFulfilment": {
    impact: "Staff cannot note that a parcel arrived.",
    ...changesOrder,
  },
  "admin.cancelOrder": { impact: "Staff cannot cancel orders.", ...changesOrder },
  "admin.createNote": { impact: "Staff cannot write notes on orders.", ...changesOrder },
} satisfies Record<string, ServerSide>;
