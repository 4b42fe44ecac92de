import { z } from "zod";
import { MAX_LINES } from "#domain/cart";
import { adminOrder } from "./admin-orders.ts";
import { endpoint, type ServerSide } from "./endpoint.ts";
import { linePieces, orderNumber, price, subjectId, text } from "./fields.ts";
import { returnRequest } from "./orders.ts";

const params = z.strictObject({ orderNumber });
const ofReturn = params.extend({ returnId: subjectId("T") });
const nothing = z.strictObject({}).default({});

export const createRefund = endpoint({
  id: "admin.createRefund",
  method: "POST",
  path: "/admin/orders/:orderNumber/refunds",
  summary: "Give money back: for pieces, shipping or a return, of any amount, or all that is left",
  permission: "orders.write",
  params,
  body: z.strictObject({
    /** Pieces whose share of the price goes back. Not together with `returnId`, which names them. */
    lines: z.array(linePieces).min(1).max(MAX_LINES).optional(),
    /** The whole sum, where it is not what lines and shipping come to. */
    amount: price.refine((minor) => minor > 0, "Must be above 0.").optional(),
    /** Where given, it must be the order's own. */
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, "Three capital letters, ISO 4217.")
      .optional(),
    /** Of what was paid for shipping. */
    shipping: price.optional(),
    /** Whether the pieces go back into stock once the money has gone back. */
    restock: z.boolean().default(false),
    reason: text(500),
    returnId: subjectId("T").optional(),
  }),
  idempotencyKey: "required",
  response: adminOrder,
  status: 201,
  errors: [
    "ORDER_NOT_FOUND",
    "ORDER_STATUS_CONFLICT",
    "REFUND_EXCEEDS_PAYMENT",
    "RETURN_NOT_FOUND",
    "RETURN_STATUS_CONFLICT",
    "IDEMPOTENCY_KEY_REUSED",
  ],
});

export const createReturn = endpoint({
  id: "admin.createReturn",
  method: "POST",
  path: "/admin/orders/:orderNumber/returns",
  summary: "Agree that pieces come back, whatever the days",
  permission: "orders.write",
  params,
  body: returnRequest,
  response: adminOrder,
  status: 201,
  errors: ["ORDER_NOT_FOUND", "RETURN_EXCEEDS_SHIPMENT"],
});

export const approveReturn = endpoint({
  id: "admin.approveReturn",
  method: "POST",
  path: "/admin/orders/:orderNumber/returns/:returnId/approve",
  summary: "Agree to a return that the shopper asked for",
  permission: "orders.write",
  params: ofReturn,
  body: nothing,
  response: adminOrder,
  errors: ["ORDER_NOT_FOUND", "RETURN_NOT_FOUND", "RETURN_STATUS_CONFLICT"],
});

export const rejectReturn = endpoint({
  id: "admin.rejectReturn",
  method: "POST",
  path: "/admin/orders/:orderNumber/returns/:returnId/reject",
  summary: "Turn a return down, and say why",
  permission: "orders.write",
  params: ofReturn,
  body: z.strictObject({ reason: text(500) }),
  response: adminOrder,
  errors: ["ORDER_NOT_FOUND", "RETURN_NOT_FOUND", "RETURN_STATUS_CONFLICT"],
});

export const receiveReturn = endpoint({
  id: "admin.receiveReturn",
  method: "POST",
  path: "/admin/orders/:orderNumber/returns/:returnId/receive",
  summary: "Note that returned pieces came in, and whether they go back into stock",
  permission: "orders.write",
  params: ofReturn,
  body: z.strictObject({ restock: z.boolean().default(false) }).prefault({}),
  response: adminOrder,
  errors: ["ORDER_NOT_FOUND", "RETURN_NOT_FOUND", "RETURN_STATUS_CONFLICT"],
});

const changesOrder = { table: "write", secrets: ["stripe"], timeoutSeconds: 25 } as const;

export const server = {
  "admin.createRefund": { impact: "Staff cannot give money back.", ...changesOrder },
  "admin.createReturn": { impact: "Staff cannot write returns down.", ...changesOrder },
  "admin.approveReturn": { impact: "Shoppers wait for a word on their return.", ...changesOrder },
  "admin.rejectReturn": { impact: "Shoppers wait for a word on their return.", ...changesOrder },
  "admin.receiveReturn": { impact: "Returned goods cannot be booked in.", ...changesOrder },
} satisfies Record<string, ServerSide>;
