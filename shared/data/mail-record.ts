import { z } from "zod";
import { ORDER_NUMBER } from "#values/id";
import { waiting } from "./due.ts";
import { absent, versionIs } from "./expression.ts";
import { shard } from "./shards.ts";
import { getMany, get as getItem, type Key } from "./table.ts";
import { commit } from "./write.ts";

/** That one mail was sent, or is being sent: what keeps a shopper from getting it twice. */
const schema = z.object({
  key: z.string(),
  status: z.enum(["SENDING", "SENT"]),
  /** Whoever sends has until then; afterwards another may try. */
  leaseUntil: z.string(),
  messageId: z.string().nullable(),
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
  const record: MailRecord = {
    key,
    status: "SENDING",
    leaseUntil: new Date(now.getTime() + leaseMs).toISOString(),
    messageId: null,
    version: (found?.version ?? 0) + 1,
    createdAt: found?.createdAt ?? at,
    updatedAt: at,
  };
  return (await put(record)) ? { state: "leased", record } : { state: "busy" };
}

/** Records what SES answered. False where the lease had passed to somebody else. */
export async function markSent(leased: MailRecord, messageId: string, now: Date): Promise<boolean> {
  return await put({
    ...leased,
    status: "SENT",
    messageId,
    version: leased.version + 1,
    updatedAt: now.toISOString(),
  });
}

export function mockMailRecord(overrides: Partial<MailRecord> = {}): MailRecord {
  return {
    key: "order.paid/P-261123-7F3KQ",
    status: "SENDING",
    leaseUntil: "2026-11-23T10:06:00.000Z",
    messageId: null,
    version: 1,
    createdAt: "2026-11-23T10:05:00.000Z",
    updatedAt: "2026-11-23T10:05:00.000Z",
    ...overrides,
  };
}
