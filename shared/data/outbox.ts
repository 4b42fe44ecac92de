import { z } from "zod";
import {
  mailKind,
  type OrderMailMessage,
  REFUND_REQUESTED,
  type RefundMessage,
} from "#contracts/messages";
import { newUlid, ulidTime } from "#values/id";
import { due as dueKeys, waiting } from "./due.ts";
import { absent, versionIs } from "./expression.ts";
import { shard, shards } from "./shards.ts";
import { get as getItem, getMany, type Item, type Key, query } from "./table.ts";
import type { Write } from "./write.ts";

/** Something that happened and must be told, written in the transaction in which it happened. */
const schema = z.object({
  id: z.string(),
  /** Such as `order.paid`, `order.shipped`. */
  kind: z.string(),
  orderNumber: z.string(),
  /** What of the order it is about: a fulfilment F1, a refund R1 … */
  subject: z.string().optional(),
  /** How often the sweeper has sent it again. */
  sentAgain: z.int().default(0),
  /** When it is sent again if it is still there then; null once it is given up. */
  dueAt: z.string().nullable().default(""),
  version: z.int(),
  createdAt: z.string(),
});

export type OutboxEvent = Readonly<z.output<typeof schema>>;

const EVENTS = "EVT";
/** The index partitions of events from before they lay together. */
const FIRST_ONES = "OPS#EVT";

/** The relay needs seconds: what is there for longer was lost on its way, or its mail does not go out. */
const FIRST_WAIT_MS = 5 * 60_000;
/**
 * Sent again 5, 15, 35 … minutes after it happened: 11 times in a week. A mail that nobody takes
 * would otherwise come back with each run for ever; the dead-letter queue keeps it for two weeks.
 */
export const MOST_TIMES_AGAIN = 11;

/** When an event that was sent again so often is due, if it is still there then. */
function dueAt(from: Date, sentAgain: number): string {
  return new Date(from.getTime() + FIRST_WAIT_MS * 2 ** sentAgain).toISOString();
}

/**
 * Events lie together and in the order in which they happened: what waits is found without an index.
 * The first ones had a partition each, and no hyphen in their id.
 */
function key(id: string): Key {
  const [part, ulid] = id.split("-");
  return ulid === undefined
    ? { PK: `${EVENTS}#${id}`, SK: "A" }
    : { PK: `${EVENTS}#${part}`, SK: ulid };
}

/** `EVT#2` and a ULID → `2-ULID`. */
function idOf(ulid: string): string {
  return `${shard(EVENTS, ulid).slice(EVENTS.length + 1)}-${ulid}`;
}

/** The event of an item, be it read or from the stream. Throws where it is something else. */
export function parse(item: unknown): OutboxEvent {
  return schema.parse(item);
}

/** The event, unless it has been delivered and deleted. */
export async function get(id: string): Promise<OutboxEvent | undefined> {
  const item = await getItem(key(id));
  return item && parse(item);
}

/** Ids of events that should have been delivered by `now`, the oldest first. Consistently read. */
export async function due(now: Date, limit: number): Promise<string[]> {
  const at = now.toISOString();
  const to = ulidTime(new Date(now.getTime() - FIRST_WAIT_MS + 1));
  const found = await Promise.all(
    shards(EVENTS).map((partition) => query({ partition, to, consistent: true })),
  );
  return [...found.flat(), ...(await firstOnes(now, limit))]
    .map(parse)
    .filter((event) => event.dueAt !== null && event.dueAt <= at)
    .sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1))
    .slice(0, limit)
    .map((event) => event.id);
}

/** Of events from before they lay together, in the index that they have. */
async function firstOnes(now: Date, limit: number): Promise<Item[]> {
  const keys = await dueKeys(FIRST_ONES, now, limit);
  return await getMany(keys.map((PK) => ({ PK, SK: "A" })));
}

/** Every event that is not delivered yet, but for those that were given up. */
export async function all(): Promise<OutboxEvent[]> {
  return (await kept()).filter((event) => event.dueAt !== null);
}

/** Every event that was not delivered, be it on its way or given up. */
export async function kept(): Promise<OutboxEvent[]> {
  const [found, first] = await Promise.all([
    Promise.all(shards(EVENTS).map((partition) => query({ partition, consistent: true }))),
    waiting(FIRST_ONES).then((keys) => getMany(keys.map((PK) => ({ PK, SK: "A" })))),
  ]);
  return [...found.flat(), ...first].map(parse);
}

/** An event to be written in the transaction in which it happens. */
export function newEvent(
  kind: string,
  orderNumber: string,
  now: Date,
  subject?: string,
): OutboxEvent {
  const createdAt = now.toISOString();
  const about = subject === undefined ? {} : { subject };
  const waits = { sentAgain: 0, dueAt: dueAt(now, 0), version: 1, createdAt };
  return { id: idOf(newUlid(now)), kind, orderNumber, ...about, ...waits };
}

/** What the mail queue is told of an event; undefined where the event is no mail. */
export function toMail(event: OutboxEvent): OrderMailMessage | undefined {
  const kind = mailKind.safeParse(event.kind);
  if (!kind.success) return undefined;
  const { id, orderNumber, subject } = event;
  const about = subject === undefined ? {} : { subject };
  return { outboxId: id, kind: kind.data, orderNumber, ...about };
}

/** What the orders queue is told of an event; undefined where the event is not about a refund. */
export function toRefund({
  id,
  kind,
  orderNumber,
  subject,
}: OutboxEvent): RefundMessage | undefined {
  if (kind !== REFUND_REQUESTED || subject === undefined) return undefined;
  return { kind: "refund", orderNumber, refundId: subject, outboxId: id };
}

/** Tells the event: the relay sees the new item in the table's stream. */
export function add(event: OutboxEvent): Write {
  return {
    kind: "put",
    name: "outbox",
    item: { ...key(event.id), type: "Outbox", ...event },
    when: absent,
  };
}

/** It was sent again: next time after twice the wait, and after the last time not any more. */
export function postpone(event: OutboxEvent, now: Date): Write {
  const sentAgain = event.sentAgain + 1;
  return {
    kind: "update",
    name: "outbox",
    key: key(event.id),
    change: {
      set: { sentAgain, dueAt: sentAgain < MOST_TIMES_AGAIN ? dueAt(now, sentAgain) : null },
    },
    when: versionIs(event.version),
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
    sentAgain: 0,
    dueAt: "2026-11-23T10:10:00.000Z",
    version: 1,
    createdAt: "2026-11-23T10:05:00.000Z",
    ...overrides,
  };
}
