import { z } from "zod";
import { absent, versionIs } from "./expression.ts";
import { get as getItem, type Key } from "./table.ts";
import type { Write } from "./write.ts";

/** How far something outside the table has been read. */
const schema = z.object({
  name: z.string(),
  /** Everything before it was dealt with. ISO 8601 in UTC. */
  readUntil: z.string(),
  version: z.int(),
});

export type Cursor = Readonly<z.output<typeof schema>>;

const key = (name: string): Key => ({ PK: `CURSOR#${name}`, SK: "A" });

/** Undefined before the first reading. */
export async function get(name: string): Promise<Cursor | undefined> {
  const item = await getItem(key(name));
  return item && schema.parse(item);
}

/** The cursor moved on. @param from undefined for the first time */
export function moveTo(name: string, from: Cursor | undefined, readUntil: Date): Cursor {
  return { name, readUntil: readUntil.toISOString(), version: (from?.version ?? 0) + 1 };
}

/** Puts `cursor` over the version before it; refused where another reader has moved it. */
export function put(cursor: Cursor): Write {
  return {
    kind: "put",
    name: "cursor",
    item: { ...key(cursor.name), type: "Cursor", ...cursor },
    when: cursor.version === 1 ? absent : versionIs(cursor.version - 1),
  };
}
