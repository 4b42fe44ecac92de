import { z } from "zod";
import { newUlid } from "#values/id";
import { absent } from "./expression.ts";
import { shard, shards } from "./shards.ts";
import { get as getItem, type Key, query } from "./table.ts";
import type { Write } from "./write.ts";

/** Something that happened and must be told, written in the transaction in which it happened. */
const schema = z.object({
  id: z.string(),
  /** Such as `order.paid`, `order.shipped`. */
  kind: z.string(),
  orderNumber: z.string(),
  version: z.int(),
  createdAt: z.string(),
});

export type OutboxEvent = Readonly<z.output<typeof schema>>;

const EVENTS = "OPS#EVT";
const PREFIX = "EVT#";

export const key = (id: string): Key => ({ PK: `${PREFIX}${id}`, SK: "A" });

export function parse(item: unknown): OutboxEvent {
  return schema.parse(item);
}

/** The event, unless it has been delivered and deleted. */
export async function get(id: string): Promise<OutboxEvent | undefined> {
  const item = await getItem(key(id));
  return item && parse(item);
}

/** Ids of events that were written before `before` and are still there; the index may be stale. */
export async function idsOlderThan(before: Date, limit: number): Promise<string[]> {
  const found = await Promise.all(
    shards(EVENTS).map((partition) =>
      query({ index: "GSI2", partition, to: before.toISOString(), limit }),
    ),
  );
  return found
    .flat()
    .slice(0, limit)
    .map((item) => z.object({ PK: z.string() }).parse(item).PK.slice(PREFIX.length));
}

export function newEvent(kind: string, orderNumber: string, now: Date): OutboxEvent {
  return { id: newUlid(now), kind, orderNumber, version: 1, createdAt: now.toISOString() };
}

export function add(event: OutboxEvent): Write {
  return {
    kind: "put",
    name: "outbox",
    item: {
      ...key(event.id),
      type: "Outbox",
      GSI2PK: shard(EVENTS, event.id),
      GSI2SK: event.createdAt,
      ...event,
    },
    when: absent,
  };
}

/** Delivered. Deleting it twice is fine. */
export function remove(id: string): Write {
  return { kind: "delete", name: "outbox", key: key(id) };
}

export function mockOutboxEvent(overrides: Partial<OutboxEvent> = {}): OutboxEvent {
  return {
    id: "01JCMOCK000000000000000000",
    kind: "order.paid",
    orderNumber: "P-261123-7F3KQ",
    version: 1,
    createdAt: "2026-11-23T10:05:00.000Z",
    ...overrides,
  };
}
