import { z } from "zod";
import { endpoint, type ServerSide } from "./endpoint.ts";
import { booleanText, dateTime, limit, page, sku, text } from "./fields.ts";

const pieces = z.int().min(0).max(1_000_000);

export const inventory = z
  .object({
    sku: z.string(),
    onHand: z.int(),
    available: z.int(),
    reserved: z.int(),
    /** Over how many shards new pieces are spread, so that many can be sold at once. */
    shards: z.int(),
    /** Pieces that may be promised at a time beyond those in the house. */
    backorderLimit: z.int(),
    /** What is left of that limit; negative where it was lowered below what is promised. */
    backorderLeft: z.int(),
    /** Pieces that paid orders wait for. */
    owed: z.int(),
    /** Pieces that came for paid orders and wait to be handed over; part of `reserved`. */
    allocated: z.int(),
    /** At so many available pieces staff get a mail; null for never. */
    lowStockAt: z.int().nullable(),
    low: z.boolean(),
  })
  .meta({ id: "Inventory" });

export type Inventory = z.output<typeof inventory>;

export const inventoryEntry = inventory
  .extend({
    /** Who sells it; null where no product does any more, as the next two. */
    productId: z.string().nullable(),
    name: z.string().nullable(),
    options: z.record(z.string(), z.string()).nullable(),
  })
  .meta({ id: "InventoryEntry" });

export const stockMovement = z
  .object({
    id: z.string(),
    kind: z.enum(["opening", "adjustment", "sale", "restock"]),
    /** Pieces, ± . */
    quantity: z.int(),
    reason: z.string().nullable(),
    orderNumber: z.string().nullable(),
    /** Sub of the person, or `system`. */
    actor: z.string(),
    at: dateTime,
  })
  .meta({ id: "StockMovement" });

const skuParams = z.strictObject({ sku });

export const listInventory = endpoint({
  id: "admin.listInventory",
  method: "GET",
  path: "/admin/inventory",
  summary: "All SKUs with their counters, the low ones first, then those with the fewest pieces",
  permission: "stock.read",
  query: z.strictObject({
    page,
    limit,
    /** Part of the SKU or of the product's name. */
    q: z.string().trim().min(1).max(100).optional(),
    /** Only those that are low, or only those that are not. */
    low: booleanText.optional(),
  }),
  response: z.array(inventoryEntry),
  paged: true,
});

export const getInventory = endpoint({
  id: "admin.getInventory",
  method: "GET",
  path: "/admin/inventory/:sku",
  summary: "Counters and policy of one SKU",
  permission: "stock.read",
  params: skuParams,
  response: inventory,
  errors: ["SKU_NOT_FOUND"],
});

export const listMovements = endpoint({
  id: "admin.listMovements",
  method: "GET",
  path: "/admin/inventory/:sku/movements",
  summary: "The ledger of one SKU, newest first",
  permission: "stock.read",
  params: skuParams,
  query: z.strictObject({ page, limit }),
  response: z.array(stockMovement),
  paged: true,
  errors: ["SKU_NOT_FOUND"],
});

export const adjustInventory = endpoint({
  id: "admin.adjustInventory",
  method: "POST",
  path: "/admin/inventory/:sku/adjustments",
  summary: "Move the stock of one SKU by ±n, with a reason, into the ledger",
  permission: "stock.write",
  params: skuParams,
  body: z.strictObject({
    quantity: z
      .int()
      .min(-1_000_000)
      .max(1_000_000)
      .refine((value) => value !== 0, "Must not be 0."),
    reason: text(200),
  }),
  idempotencyKey: "optional",
  response: inventory,
  status: 201,
  errors: ["SKU_NOT_FOUND", "OUT_OF_STOCK", "IDEMPOTENCY_KEY_REUSED"],
});

export const setInventoryPolicy = endpoint({
  id: "admin.setInventoryPolicy",
  method: "PUT",
  path: "/admin/inventory/:sku/policy",
  summary: "How one SKU is sold; what is left out stays as it is",
  permission: "stock.write",
  params: skuParams,
  body: z.strictObject({
    shards: z.int().min(1).max(20).optional(),
    backorderLimit: pieces.optional(),
    lowStockAt: pieces.nullable().optional(),
  }),
  response: inventory,
  errors: ["SKU_NOT_FOUND"],
});

export const server = {
  "admin.listInventory": { impact: "Staff do not see what runs low.", table: "read" },
  "admin.getInventory": { impact: "Staff do not see stock.", table: "read" },
  "admin.listMovements": { impact: "Staff do not see why stock moved.", table: "read" },
  "admin.adjustInventory": { impact: "Staff cannot correct stock.", table: "write" },
  "admin.setInventoryPolicy": {
    impact: "Staff cannot prepare a flash sale, nor sell what comes later.",
    table: "write",
  },
} satisfies Record<string, ServerSide>;
