import { z } from "zod";
import type { StockMovement } from "#domain/stock";
import { ulidTime } from "#values/id";
import { absent } from "./expression.ts";
import { type Item, query } from "./table.ts";
import type { Write } from "./write.ts";

const schema = z.object({
  id: z.string(),
  sku: z.string(),
  kind: z.enum(["opening", "adjustment", "sale", "restock"]),
  quantity: z.int(),
  reason: z.string().nullable(),
  orderNumber: z.string().nullable(),
  actor: z.string(),
  at: z.string(),
}) satisfies z.ZodType<StockMovement>;

const ledger = (sku: string): string => `STOCKLOG#${sku}`;

function toItem(movement: StockMovement): Item {
  return {
    PK: ledger(movement.sku),
    SK: movement.id,
    type: "StockMovement",
    version: 1,
    ...movement,
  };
}

/** The ledger of one SKU, consistently read: oldest first unless told otherwise. */
export async function ofSku(
  sku: string,
  options: { readonly newestFirst?: boolean } = {},
): Promise<StockMovement[]> {
  const items = await query({ partition: ledger(sku), consistent: true, ...options });
  return items.map((item) => schema.parse(item));
}

/** The entries of one SKU from one instant to another, both included, oldest first. */
export async function between(
  sku: string,
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<StockMovement[]> {
  // "~" comes after every character of a ULID.
  const range = { from: ulidTime(from), to: `${ulidTime(to)}~` };
  const items = await query({ partition: ledger(sku), consistent: true, ...range });
  return items.map((item) => schema.parse(item));
}

/** Adds an entry to the ledger; it goes beside the write that moves the stock. */
export function record(movement: StockMovement): Write {
  return {
    kind: "put",
    name: `movement:${movement.id}`,
    item: toItem(movement),
    when: absent,
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
