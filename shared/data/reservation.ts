import { z } from "zod";
import type { Order, OrderEvent, Reservation } from "#domain/order";
import { due as dueKeys, waiting } from "./due.ts";
import { absent, when } from "./expression.ts";
import { key as orderKey, parse as parseOrder, partition } from "./order.ts";
import { shard } from "./shards.ts";
import { mockLine } from "./stock.ts";
import { getMany, get as getItem, type Item, type Key, query } from "./table.ts";
import type { Write } from "./write.ts";

const schema = z.object({
  orderNumber: z.string(),
  // Reservations from before there were shards lie in shard 0, and promise nothing.
  lines: z.array(
    z.object({
      sku: z.string(),
      quantity: z.int(),
      shard: z.int().default(0),
      backordered: z.int().default(0),
    }),
  ),
  expiresAt: z.string(),
  version: z.int(),
}) satisfies z.ZodType<Reservation>;

const RESERVATIONS = "OPS#RESV";

const key = (orderNumber: string): Key => ({ PK: partition(orderNumber), SK: "RESV" });

const TYPE = "Reservation";
/** The item is a hold still, not the entry of the timeline that ended it. */
const live = when("#type = :hold", { hold: TYPE });

function parse(item: Item | undefined): Reservation | undefined {
  return item?.["type"] === TYPE ? schema.parse(item) : undefined;
}

/** The live hold of an order; undefined once it was sold or released. */
export async function get(orderNumber: string): Promise<Reservation | undefined> {
  return parse(await getItem(key(orderNumber)));
}

/**
 * An order and its live hold, consistently and in one read: it costs no more than the order alone.
 * Undefined where there is no such order.
 */
export async function withOrder(
  orderNumber: string,
): Promise<{ order: Order; reservation: Reservation | undefined } | undefined> {
  const { PK, SK: from } = orderKey(orderNumber);
  const items = await query({ partition: PK, from, to: key(orderNumber).SK, consistent: true });
  const found = (type: string) => items.find((item) => item["type"] === type);
  const [order, held] = [found("Order"), found(TYPE)];
  if (order === undefined) return undefined;
  return { order: parseOrder(order), reservation: parse(held) };
}

/** Order numbers whose hold is to be ended at or before `now`, oldest first; the index may be stale. */
export async function due(now: Date, limit: number): Promise<string[]> {
  const keys = await dueKeys(RESERVATIONS, now, limit);
  return keys.map((PK) => PK.slice(partition("").length));
}

/** Every live hold, consistently read once the index has named it. */
export async function all(): Promise<Reservation[]> {
  const orderNumbers = (await waiting(RESERVATIONS)).map((PK) => PK.slice(partition("").length));
  const items = await getMany(orderNumbers.map(key));
  return items.flatMap((item) => parse(item) ?? []);
}

/** Holds the stock of an order; the stock's own writes go beside it. */
export function hold(reserved: Reservation): Write {
  return {
    kind: "put",
    name: "reservation",
    item: {
      ...key(reserved.orderNumber),
      type: TYPE,
      GSI2PK: shard(RESERVATIONS, reserved.orderNumber),
      GSI2SK: reserved.expiresAt,
      ...reserved,
    },
    when: absent,
  };
}

/** Holds on until another instant; refused once the hold has ended. */
export function prolong(orderNumber: string, until: Date): Write {
  const expiresAt = until.toISOString();
  return {
    kind: "update",
    name: "reservation",
    key: key(orderNumber),
    change: { set: { expiresAt, GSI2SK: expiresAt } },
    when: live,
  };
}

/**
 * The sweeper looks at the hold again at another instant; it is over all the same. Refused once it
 * has ended.
 */
export function postpone(orderNumber: string, until: Date): Write {
  return {
    kind: "update",
    name: "reservation",
    key: key(orderNumber),
    change: { set: { GSI2SK: until.toISOString() } },
    when: live,
  };
}

/**
 * Ends a hold, once: whoever comes second is refused. The entry of the timeline that says how it
 * ended takes its place, so that one write does both.
 */
export function endWith(event: OrderEvent): Write {
  return {
    kind: "put",
    name: "reservation",
    item: { ...key(event.orderNumber), type: "OrderEvent", ...event },
    when: live,
  };
}

/** Ends a hold without a word; refused as `endWith` is. */
export function endHold(orderNumber: string): Write {
  return { kind: "delete", name: "reservation", key: key(orderNumber), when: live };
}

export function mockReservation(overrides: Partial<Reservation> = {}): Reservation {
  return {
    orderNumber: "P-261123-7F3KQ",
    lines: [mockLine("0011-09", 2)],
    expiresAt: "2026-11-23T10:35:00.000Z",
    version: 1,
    ...overrides,
  };
}
