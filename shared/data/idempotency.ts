import { createHash } from "node:crypto";
import { z } from "zod";
import { get as getItem, type Key } from "./table.ts";
import { absentOrExpired, isAlive, ttl } from "./time-to-live.ts";
import type { Write } from "./write.ts";

/** That a caller's key was used, for which body, and what came of it. */
const schema = z.object({
  bodyHash: z.string(),
  /** The order that came of it, or that it changed; empty where it was about no order. */
  orderNumber: z.string().default(""),
  /** What a repetition is answered, where that cannot be read again. */
  answer: z.record(z.string(), z.unknown()).optional(),
  version: z.int(),
  createdAt: z.string(),
  ttl: z.int(),
});

export type Idempotency = Readonly<z.output<typeof schema>>;

/** api.md: a key is remembered for 24 hours. */
const KEPT_DAYS = 1;

/** Callers choose the key, so it is hashed: any length and any character make one safe table key. */
function keyOf(scope: string, key: string): Key {
  const hash = createHash("sha256").update(`${scope}\n${key}`).digest("base64url");
  return { PK: `IDEM#${hash}`, SK: "A" };
}

/** Names a body: the same for the same content, however its keys are ordered. */
export function hashOf(body: unknown): string {
  const sorted = JSON.stringify(body, (_, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash("sha256").update(sorted).digest("base64url");
}

/** @param scope caller and endpoint: the same key of somebody else is another one */
export async function get(scope: string, key: string, now: Date): Promise<Idempotency | undefined> {
  const item = await getItem(keyOf(scope, key));
  return isAlive(item, now) ? schema.parse(item) : undefined;
}

/** Takes the key; refused where it is taken and not past its time. */
export function take(
  scope: string,
  key: string,
  use: {
    readonly bodyHash: string;
    readonly orderNumber?: string;
    readonly answer?: Readonly<Record<string, unknown>>;
  },
  now: Date,
): Write {
  return {
    kind: "put",
    name: "idempotency",
    item: {
      ...keyOf(scope, key),
      type: "Idempotency",
      version: 1,
      ...use,
      createdAt: now.toISOString(),
      ttl: ttl(now, KEPT_DAYS),
    },
    when: absentOrExpired(now),
  };
}
