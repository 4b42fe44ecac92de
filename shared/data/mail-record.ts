import { z } from "zod";
import { ORDER_NUMBER } from "#values/id";
import { waiting } from "./due.ts";
import { absent, versionIs } from "./expression.ts";
import { shard } from "./shards.ts";
import { getMany, get as getItem, type Key } from "./table.ts";
import { commit } from "./write.ts";

/** What became of a mail; of two, the later one in this list is what counts, whichever comes first. */
export const DELIVERIES = ["delayed", "delivered", "rejected", "bounced", "complained"] as const;

export type Delivery = (typeof DELIVERIES)[number];

/** That one mail was sent, or is being sent: what keeps a shopper from getting it twice. */
const schema = z.object({
  key: z.string(),
  status: z.enum(["SENDING", "SENT"]),
  /** Whoever sends has until then; afterwards another may try. */
  leaseUntil: z.string(),
  /** SES's id. */
  messageId: z.string().nullable(),
  /** When SES took it; null for mails of before it was kept, which were sent at `updatedAt`. */
  sentAt: z.string().nullable().default(null),
  /** Null until SES has told. */
  delivery: z.enum(DELIVERIES).nullable().default(null),
  deliveryAt: z.string().nullable().default(null),
  /** Why it came back, in the words of SES or of the server that refused it. */
  deliveryDetail: z.string().nullable().default(null),
  version: z.int(),
  createdAt: z.string(),
  updatedAt: z.string(),
});

export type MailRecord = Readonly<z.output<typeof schema>>;

const LEASED = "OPS#EMAIL";

const keyOf = (key: string): Key => ({ PK: `EMAIL#${key}`, SK: "A" });

/** What is known of a mail by its key; undefined where nobody tried to send it. */
export async function get(key: string): Promise<MailRecord | undefined> {
  const item = await getItem(keyOf(key));
  return item && schema.parse(item);
}

/** What is known of many mails by their keys; those that nobody tried to send are missing. */
export async function getAll(keys: readonly string[]): Promise<Map<string, MailRecord>> {
  const items = await getMany(keys.map(keyOf));
  return new Map(items.map((item) => schema.parse(item)).map((record) => [record.key, record]));
}

/** Every mail that is about no order and that somebody began to send and did not finish. */
export async function unfinished(): Promise<MailRecord[]> {
  const items = await getMany((await waiting(LEASED)).map((PK) => ({ PK, SK: "A" })));
  return items.map((item) => schema.parse(item));
}

const isOfOrder = (key: string): boolean => ORDER_NUMBER.test(key.split("/")[1] ?? "");

function put(record: MailRecord): Promise<boolean> {
  // Sparse: what is sent leaves the index of work that is due. An order's mail need not be in it: the
  // order says that it is owed, and the outbox that nobody has sent it.
  const due =
    record.status === "SENDING" && !isOfOrder(record.key)
      ? { GSI2PK: shard(LEASED, record.key), GSI2SK: record.leaseUntil }
      : {};
  return commit({
    kind: "put",
    name: "mail",
    item: { ...keyOf(record.key), type: "Mail", ...due, ...record },
    when: record.version === 1 ? absent : versionIs(record.version - 1),
  });
}

function fresh(key: string, leaseUntil: string, at: string): MailRecord {
  return {
    key,
    status: "SENDING",
    leaseUntil,
    messageId: null,
    sentAt: null,
    delivery: null,
    deliveryAt: null,
    deliveryDetail: null,
    version: 0,
    createdAt: at,
    updatedAt: at,
  };
}

function next(record: MailRecord, change: Partial<MailRecord>, now: Date): MailRecord {
  return { ...record, ...change, version: record.version + 1, updatedAt: now.toISOString() };
}

export type Lease =
  | { readonly state: "leased"; readonly record: MailRecord }
  /** It went out before. */
  | { readonly state: "sent" }
  /** Somebody else is sending it now. */
  | { readonly state: "busy" };

/**
 * Takes the right to send a mail for `leaseMs` milliseconds.
 * @param key names the mail once and for all, e.g. `order.paid/P-261123-7F3KQ`
 */
export async function lease(key: string, now: Date, leaseMs: number): Promise<Lease> {
  const found = await get(key);
  if (found?.status === "SENT") return { state: "sent" };
  const at = now.toISOString();
  if (found && found.leaseUntil > at) return { state: "busy" };
  const leaseUntil = new Date(now.getTime() + leaseMs).toISOString();
  const record = next(found ?? fresh(key, leaseUntil, at), { leaseUntil }, now);
  return (await put(record)) ? { state: "leased", record } : { state: "busy" };
}

/** SES said no, so another may try at once. False where the record moved on meanwhile. */
export async function giveUp(leased: MailRecord, now: Date): Promise<boolean> {
  return await put(next(leased, { leaseUntil: now.toISOString() }, now));
}

/**
 * Records what SES answered. False where the record moved on meanwhile: SES's own event was faster,
 * or the lease had passed to somebody else.
 */
export async function markSent(leased: MailRecord, messageId: string, now: Date): Promise<boolean> {
  const sentAt = now.toISOString();
  return await put(next(leased, { status: "SENT", messageId, sentAt }, now));
}

/** What SES tells of a mail. */
export interface Heard {
  readonly messageId: string;
  /** When SES took it. */
  readonly sentAt: string;
  /** Undefined where it says no more than that. */
  readonly outcome?:
    | { readonly delivery: Delivery; readonly at: string; readonly detail: string | null }
    | undefined;
}

/**
 * Records what SES tells: whatever it is, the mail was taken, so nobody may send it again. Events may
 * come in any order and more than once. Gives the id of the mail that is on record under this key,
 * which is another where it went out twice; undefined where somebody wrote at the same time.
 */
export async function hear(key: string, heard: Heard, now: Date): Promise<string | undefined> {
  const found = await get(key);
  const before = found ?? fresh(key, heard.sentAt, heard.sentAt);
  const messageId = before.messageId ?? heard.messageId;
  const outcome = heard.outcome && isNews(before, heard.outcome.delivery) ? heard.outcome : null;
  const isKnown = before.status === "SENT" && before.messageId !== null && outcome === null;
  if (isKnown) return messageId;
  const told = outcome && {
    delivery: outcome.delivery,
    deliveryAt: outcome.at,
    deliveryDetail: outcome.detail,
  };
  const sent = { status: "SENT", messageId, sentAt: before.sentAt ?? heard.sentAt } as const;
  return (await put(next(before, { ...sent, ...told }, now))) ? messageId : undefined;
}

function isNews({ delivery }: MailRecord, heard: Delivery): boolean {
  return delivery === null || DELIVERIES.indexOf(heard) > DELIVERIES.indexOf(delivery);
}

export function mockMailRecord(overrides: Partial<MailRecord> = {}): MailRecord {
  return {
    ...fresh("order.paid/P-261123-7F3KQ", "2026-11-23T10:10:00.000Z", "2026-11-23T10:05:00.000Z"),
    version: 1,
    ...overrides,
  };
}
