import { z } from "zod";
import type { Stock, StockMovement } from "#domain/stock";
import { absent, versionIs, when } from "./expression.ts";
import { catalogIndex } from "./product.ts";
import { get as getItem, getMany, type Item, type Key, query } from "./table.ts";
import type { Write } from "./write.ts";

const schema = z.object({
  sku: z.string(),
  productId: z.string().nullable(),
  onHand: z.int(),
  reserved: z.int(),
  available: z.int(),
  version: z.int(),
  updatedAt: z.string(),
}) satisfies z.ZodType<Stock>;

const movementSchema = z.object({
  id: z.string(),
  sku: z.string(),
  kind: z.enum(["opening", "adjustment", "sale"]),
  quantity: z.int(),
  reason: z.string().nullable(),
  orderNumber: z.string().nullable(),
  actor: z.string(),
  at: z.string(),
}) satisfies z.ZodType<StockMovement>;

/** Shard 0 is the only one for now; it also says which product owns the SKU. */
export const key = (sku: string): Key => ({ PK: `STOCK#${sku}#0`, SK: "A" });
const ledger = (sku: string): string => `STOCKLOG#${sku}`;

/** The counters of an item, be it read or from the stream. Throws where it is something else. */
export function parse(item: unknown): Stock {
  return schema.parse(item);
}

function toItem(stock: Stock): Item {
  return {
    ...key(stock.sku),
    type: "Stock",
    ...catalogIndex(stock.sku, stock.updatedAt),
    ...stock,
  };
}

function movementItem(movement: StockMovement): Item {
  return {
    PK: ledger(movement.sku),
    SK: movement.id,
    type: "StockMovement",
    version: 1,
    ...movement,
  };
}

/** Consistently read; undefined for a SKU that never had stock. */
export async function get(sku: string): Promise<Stock | undefined> {
  const item = await getItem(key(sku));
  return item && parse(item);
}

/** Consistently read, by SKU; SKUs that never had stock are missing. */
export async function getAll(skus: readonly string[]): Promise<Map<string, Stock>> {
  const items = await getMany(skus.map(key));
  return new Map(items.map(parse).map((stock) => [stock.sku, stock]));
}

/** The ledger of one SKU, oldest first. */
export async function movements(sku: string): Promise<StockMovement[]> {
  const items = await query({ partition: ledger(sku), consistent: true });
  return items.map((item) => movementSchema.parse(item));
}

/** A SKU that was never sold before. */
export function create(stock: Stock): Write {
  return { kind: "put", name: `stock:${stock.sku}`, item: toItem(stock), when: absent };
}

/** Puts `stock` over the version before it. */
export function replace(stock: Stock): Write {
  return {
    kind: "put",
    name: `stock:${stock.sku}`,
    item: toItem(stock),
    when: versionIs(stock.version - 1),
  };
}

/** Adds an entry to the ledger; it goes beside the write that moves the stock. */
export function record(movement: StockMovement): Write {
  return {
    kind: "put",
    name: `movement:${movement.id}`,
    item: movementItem(movement),
    when: absent,
  };
}

function move(
  sku: string,
  add: { onHand?: number; reserved?: number; available?: number },
  now: Date,
): Extract<Write, { kind: "update" }> {
  const updatedAt = now.toISOString();
  const set = { updatedAt, ...catalogIndex(sku, updatedAt) };
  return { kind: "update", name: `stock:${sku}`, key: key(sku), change: { set, add } };
}

/** Holds `quantity` pieces for an order: refused where fewer are available. */
export function reserve(sku: string, quantity: number, now: Date): Write {
  return {
    ...move(sku, { available: -quantity, reserved: quantity }, now),
    when: when("#available >= :q", { q: quantity }),
  };
}

/** Gives held pieces back. */
export function release(sku: string, quantity: number, now: Date): Write {
  return {
    ...move(sku, { available: quantity, reserved: -quantity }, now),
    when: when("#reserved >= :q", { q: quantity }),
  };
}

/** Held pieces leave the house. */
export function sell(sku: string, quantity: number, now: Date): Write {
  return {
    ...move(sku, { onHand: -quantity, reserved: -quantity }, now),
    when: when("#reserved >= :q AND #onHand >= :q", { q: quantity }),
  };
}

/** Pieces leave the house that nobody held: a payment that came after its hold had ended. */
export function sellUnheld(sku: string, quantity: number, now: Date): Write {
  return {
    ...move(sku, { onHand: -quantity, available: -quantity }, now),
    when: when("#available >= :q AND #onHand >= :q", { q: quantity }),
  };
}

/** No product sells the SKU any more; its goods and its ledger stay. */
export function disown(sku: string, productId: string, now: Date): Write {
  const updatedAt = now.toISOString();
  return {
    kind: "update",
    name: `stock:${sku}`,
    key: key(sku),
    change: { set: { productId: null, updatedAt, ...catalogIndex(sku, updatedAt) } },
    when: when("#productId = :productId", { productId }),
  };
}

/** Moves what is on hand by ±n, never below what is reserved. */
export function adjust(sku: string, quantity: number, now: Date): Write {
  return {
    ...move(sku, { onHand: quantity, available: quantity }, now),
    when: when("#available >= :floor", { floor: Math.max(0, -quantity) }),
  };
}

export function mockStock(overrides: Partial<Stock> = {}): Stock {
  return {
    sku: "0011-09",
    productId: "prod_0fox",
    onHand: 7,
    reserved: 0,
    available: 7,
    version: 1,
    updatedAt: "2026-11-01T09:00:00.000Z",
    ...overrides,
  };
}

export function mockMovement(overrides: Partial<StockMovement> = {}): StockMovement {
  return {
    id: "01JCMOCK000000000000000000",
    sku: "0011-09",
    kind: "opening",
    quantity: 7,
    reason: null,
    orderNumber: null,
    actor: "system",
    at: "2026-11-01T09:00:00.000Z",
    ...overrides,
  };
}
