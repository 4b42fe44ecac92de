import { z } from "zod";
import {
  mailKind,
  type OrderMailMessage,
  REFUND_REQUESTED,
  type RefundMessage,
} from "#contracts/messages";
import { newUlid } from "#values/id";
import { due as dueKeys, waiting } from "./due.ts";
import { absent, versionIs } from "./expression.ts";
import { shard } from "./shards.ts";
import { getMany, get as getItem, type Key } from "./table.ts";
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
  version: z.int(),
  createdAt: z.string(),
});

export type OutboxEvent = Readonly<z.output<typeof schema>>;

const EVENTS = "OPS#EVT";
const PREFIX = "EVT#";

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

const key = (id: string): Key => ({ PK: `${PREFIX}${id}`, SK: "A" });

/** The event of an item, be it read or from the stream. Throws where it is something else. */
export function parse(item: unknown): OutboxEvent {
  return schema.parse(item);
}

/** The event, unless it has been delivered and deleted. */
export async function get(id: string): Promise<OutboxEvent | undefined> {
  const item = await getItem(key(id));
  return item && parse(item);
}

/** Ids of events that should have been delivered by `now`, oldest first; the index may be stale. */
export async function due(now: Date, limit: number): Promise<string[]> {
  const keys = await dueKeys(EVENTS, now, limit);
  return keys.map((PK) => PK.slice(PREFIX.length));
}

/** Every event that is not delivered yet, but for those that were given up. */
export async function all(): Promise<OutboxEvent[]> {
  const items = await getMany((await waiting(EVENTS)).map((PK) => ({ PK, SK: "A" })));
  return items.map(parse);
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
  return { id: newUlid(now), kind, orderNumber, ...about, sentAgain: 0, version: 1, createdAt };
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
    item: {
      ...key(event.id),
      type: "Outbox",
      GSI2PK: shard(EVENTS, event.id),
      GSI2SK: dueAt(new Date(event.createdAt), event.sentAgain),
      ...event,
    },
    when: absent,
  };
}

/**
 * It was sent again: next time after twice the wait, and after the last time not any more. The item
 * stays then, out of the index.
 */
export function postpone(event: OutboxEvent, now: Date): Write {
  const sentAgain = event.sentAgain + 1;
  return {
    kind: "update",
    name: "outbox",
    key: key(event.id),
    change:
      sentAgain < MOST_TIMES_AGAIN
        ? { set: { sentAgain, GSI2SK: dueAt(now, sentAgain) } }
        : { set: { sentAgain }, remove: ["GSI2PK", "GSI2SK"] },
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
    version: 1,
    createdAt: "2026-11-23T10:05:00.000Z",
    ...overrides,
  };
}
