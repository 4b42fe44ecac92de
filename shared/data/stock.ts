import { z } from "zod";
import { type HeldLine, PLAIN, type Stock, type StockShard, whole } from "#domain/stock";
import type { Move } from "#domain/stock-moves";
import { absent, all, type Condition, versionIs, when } from "./expression.ts";
import { catalogIndex, catalogPartitions } from "./product.ts";
import { get as getItem, getMany, type Item, type Key, queryPage } from "./table.ts";
import type { Write } from "./write.ts";

/** Items from before a field existed are read as if it said what was true then. */
const schema = z.object({
  sku: z.string(),
  shard: z.int().default(0),
  productId: z.string().nullable(),
  onHand: z.int(),
  reserved: z.int(),
  available: z.int(),
  shards: z.int().default(PLAIN.shards),
  span: z.int().default(PLAIN.span),
  backorderLimit: z.int().default(PLAIN.backorderLimit),
  backorderLeft: z.int().default(PLAIN.backorderLeft),
  owed: z.int().default(PLAIN.owed),
  allocated: z.int().default(PLAIN.allocated),
  lowStockAt: z.int().nullable().default(PLAIN.lowStockAt),
  restocks: z.int().default(PLAIN.restocks),
  version: z.int(),
  updatedAt: z.string(),
}) satisfies z.ZodType<StockShard>;

/** Shard 0 is there for every SKU; it also says which product owns it. */
export const key = (sku: string, shard = 0): Key => ({ PK: `STOCK#${sku}#${shard}`, SK: "A" });

/** The key of the shard that a row of the reports is named after: its SKU, or `sku#3`. */
export function keyOfRow(id: string): Key {
  const at = id.lastIndexOf("#");
  return at === -1 ? key(id) : key(id.slice(0, at), Number(id.slice(at + 1)));
}

/** How refusals name a shard. */
export const nameOf = (sku: string, shard: number): string =>
  shard === 0 ? `stock:${sku}` : `stock:${sku}#${shard}`;

/** The place of a shard among what changed. */
export const indexOf = (sku: string, shard: number, updatedAt: string): Item =>
  catalogIndex(shard === 0 ? sku : `${sku}#${shard}`, updatedAt);

/** The counters of one shard, be it read or from the stream. Throws where it is something else. */
export function parse(item: unknown): StockShard {
  return schema.parse(item);
}

function toItem(part: StockShard): Item {
  const { sku, shard, productId, onHand, reserved, available, version, updatedAt } = part;
  const { shards, span, backorderLimit, backorderLeft, owed, allocated, lowStockAt, restocks } =
    part;
  const policy =
    shard === 0
      ? { shards, span, backorderLimit, backorderLeft, owed, allocated, lowStockAt, restocks }
      : {};
  return {
    ...key(sku, shard),
    type: "Stock",
    ...indexOf(sku, shard, updatedAt),
    ...{ sku, shard, productId, onHand, reserved, available, ...policy, version, updatedAt },
  };
}

/** Consistently read; undefined for a SKU that never had stock. */
export async function get(sku: string): Promise<Stock | undefined> {
  const item = await getItem(key(sku));
  if (item === undefined) return undefined;
  const main = parse(item);
  return whole(main, await othersOf([main]));
}

/**
 * Consistently read, by SKU; SKUs that never had stock are missing. A second read follows only
 * where one of them has several shards.
 */
export async function getAll(skus: readonly string[]): Promise<Map<string, Stock>> {
  const mains = (await getMany(skus.map((sku) => key(sku)))).map(parse);
  const others = Map.groupBy(await othersOf(mains), (part) => part.sku);
  return new Map(mains.map((main) => [main.sku, whole(main, others.get(main.sku))]));
}

const place = z.object({ partition: z.int(), start: z.record(z.string(), z.unknown()).optional() });

/**
 * A stretch of all SKUs that ever had stock, and the place where the next stretch begins.
 * @param from a place given before; undefined for the beginning
 * @returns `next` undefined at the end
 */
export async function skusFrom(
  from: string | undefined,
): Promise<{ readonly skus: readonly string[]; readonly next: string | undefined }> {
  const at = from === undefined ? { partition: 0 } : place.parse(JSON.parse(from));
  const partitions = catalogPartitions();
  const partition = partitions[at.partition];
  if (partition === undefined) return { skus: [], next: undefined };
  const { items, next } = await queryPage({ index: "GSI1", partition }, at.start);
  const skus = items
    .filter((item) => item["type"] === "Stock")
    .map(parse)
    .filter((part) => part.shard === 0)
    .map((part) => part.sku);
  if (next !== undefined) return { skus, next: JSON.stringify({ ...at, start: next }) };
  const last = at.partition === partitions.length - 1;
  return { skus, next: last ? undefined : JSON.stringify({ partition: at.partition + 1 }) };
}

async function othersOf(mains: readonly StockShard[]): Promise<StockShard[]> {
  const keys = mains.flatMap(({ sku, span }) =>
    Array.from({ length: span - 1 }, (_, at) => key(sku, at + 1)),
  );
  if (keys.length === 0) return [];
  const parts = (await getMany(keys)).map(parse);
  return parts.toSorted((a, b) => a.shard - b.shard);
}

/** A SKU, or a shard of one, that was never there before. */
export function create(part: StockShard): Write {
  const name = nameOf(part.sku, part.shard);
  return { kind: "put", name, item: toItem(part), when: absent };
}

/** Puts every shard over the version before it. */
export function replace(stock: Stock): Write[] {
  return stock.parts.map(over);
}

/** Puts a shard over the version before it. */
export function over(part: StockShard): Write {
  const name = nameOf(part.sku, part.shard);
  return { kind: "put", name, item: toItem(part), when: versionIs(part.version - 1) };
}

type Counter = keyof Move;

interface Place {
  readonly sku: string;
  readonly shard: number;
}

/** Adds to counters, none of which may fall below 0 by it. */
export function count(
  { sku, shard }: Place,
  add: Partial<Record<Counter, number>>,
  now: Date,
  also?: Condition,
): Write {
  const updatedAt = now.toISOString();
  const moves = Object.entries(add).filter(([, by]) => by !== 0);
  // Lists follow what is on offer: a move that leaves it as it was leaves the index entry in its place.
  const offered = moves.some(([counter]) => counter === "available" || counter === "backorderLeft");
  const floors = moves
    .filter(([, by]) => by < 0)
    .map(([counter, by]) =>
      when(`#${counter} >= :least_${counter}`, { [`least_${counter}`]: -by }),
    );
  const condition = all(...floors, also);
  return {
    kind: "update",
    name: nameOf(sku, shard),
    key: key(sku, shard),
    change: {
      set: { updatedAt, ...(offered ? indexOf(sku, shard, updatedAt) : {}) },
      add: Object.fromEntries(moves),
    },
    ...(condition ? { when: condition } : {}),
  };
}

/** Holds the pieces of a line for an order: refused where fewer are available, or may be promised. */
export function reserve(line: HeldLine, now: Date): Write {
  const { quantity: q, backordered } = line;
  return count(line, { available: -q, reserved: q, backorderLeft: -backordered }, now);
}

/** Gives held pieces back, and what was promised besides. */
export function release(line: HeldLine, now: Date): Write {
  const { quantity: q, backordered } = line;
  return count(line, { available: q, reserved: -q, backorderLeft: backordered }, now);
}

/** Held pieces leave the house; what was promised besides is owed. */
export function sell(line: HeldLine, now: Date): Write {
  const { quantity: q, backordered } = line;
  return count(line, { onHand: -q, reserved: -q, owed: backordered }, now);
}

/** Pieces leave the house that nobody held: a payment that came after its hold had ended. */
export function sellUnheld(line: HeldLine, now: Date): Write {
  const { quantity: q, backordered: b } = line;
  return count(line, { onHand: -q, available: -q, backorderLeft: -b, owed: b }, now);
}

/** Pieces that lie free in a shard go, by an adjustment. */
export function takeOut(line: HeldLine, now: Date): Write {
  return count(line, { onHand: -line.quantity, available: -line.quantity }, now);
}

/** A move of shard 0 that was decided by who waits for pieces: refused where that has changed. */
export function apply(read: StockShard, move: Move, now: Date): Write {
  return count({ sku: read.sku, shard: 0 }, move, now, still("owed", read.owed));
}

/** The field is as it was read; one that an old item lacks has its default. */
export function still(field: keyof typeof PLAIN, value: number | null): Condition {
  const same = `#${field} = :read_${field}`;
  const missing = `attribute_not_exists(#${field}) OR ${same}`;
  return when(value === PLAIN[field] ? missing : same, { [`read_${field}`]: value });
}

/** No product sells the SKU any more; its goods and its ledger stay. */
export function disown(stock: Stock, productId: string, now: Date): Write[] {
  const updatedAt = now.toISOString();
  return stock.parts.map(({ sku, shard }) => ({
    kind: "update",
    name: nameOf(sku, shard),
    key: key(sku, shard),
    change: { set: { productId: null, updatedAt, ...indexOf(sku, shard, updatedAt) } },
    when: when("#productId = :productId", { productId }),
  }));
}

export function mockStock(overrides: Partial<StockShard> = {}): Stock {
  return whole({
    ...PLAIN,
    sku: "0011-09",
    shard: 0,
    productId: "prod_0fox",
    onHand: 7,
    reserved: 0,
    available: 7,
    version: 1,
    updatedAt: "2026-11-01T09:00:00.000Z",
    ...overrides,
  });
}

export function mockLine(
  sku: string,
  quantity: number,
  overrides: Partial<HeldLine> = {},
): HeldLine {
  return { sku, quantity, shard: 0, backordered: 0, ...overrides };
}
