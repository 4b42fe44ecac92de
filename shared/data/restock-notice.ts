import { createHash } from "node:crypto";
import { z } from "zod";
import { get as getItem, type Key, query } from "./table.ts";
import { absentOrExpired, isAlive, ttl } from "./time-to-live.ts";
import type { Write } from "./write.ts";

/** Somebody waits for a SKU to come back and left an address, for one mail. */
const schema = z.object({
  /** Tells one wish from the next of the same person: the mail's key. */
  id: z.string(),
  sku: z.string(),
  email: z.string(),
  /** The shop's address as they saw it, without a trailing slash. */
  storeUrl: z.string(),
  version: z.int(),
  createdAt: z.string(),
});

export type RestockNotice = Readonly<z.output<typeof schema>>;

/** What has not come back in a year is not waited for; nobody's address is kept for longer. */
const KEPT_DAYS = 365;

const partition = (sku: string): string => `NOTICE#${sku}`;

/** Hashed, so that a list of addresses cannot be read from keys. */
function key(sku: string, email: string): Key {
  const hash = createHash("sha256").update(email.toLowerCase()).digest("base64url");
  return { PK: partition(sku), SK: hash };
}

/** Undefined where nobody waits at this address any more. */
export async function get(
  sku: string,
  email: string,
  now: Date,
): Promise<RestockNotice | undefined> {
  const item = await getItem(key(sku, email));
  return isAlive(item, now) ? schema.parse(item) : undefined;
}

/** Of everybody who waits for a SKU. Consistently read. */
export async function waitingFor(sku: string, now: Date): Promise<RestockNotice[]> {
  const items = await query({ partition: partition(sku), consistent: true });
  return items.filter((item) => isAlive(item, now)).map((item) => schema.parse(item));
}

/** Refused where this address waits for the SKU already. */
export function add(notice: RestockNotice, now: Date): Write {
  return {
    kind: "put",
    name: "restock notice",
    item: {
      ...key(notice.sku, notice.email),
      type: "RestockNotice",
      ...notice,
      ttl: ttl(now, KEPT_DAYS),
    },
    when: absentOrExpired(now),
  };
}

/** Forgets the address; harmless to repeat. */
export function remove(sku: string, email: string): Write {
  return { kind: "delete", name: "restock notice", key: key(sku, email) };
}
