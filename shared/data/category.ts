import { z } from "zod";
import type { Category } from "#domain/category";
import { absent } from "./expression.ts";
import { type Item, type Key, query } from "./table.ts";
import type { Write } from "./write.ts";

const schema = z.object({
  slug: z.string(),
  name: z.string(),
  parent: z.string().nullable(),
  path: z.string(),
  position: z.int().default(0),
  version: z.int(),
}) satisfies z.ZodType<Category>;

const PARTITION = "CATS";

const key = (path: string): Key => ({ PK: PARTITION, SK: path });

/** The shelf of an item, be it read or from the stream. Throws where it is something else. */
export function parse(item: unknown): Category {
  return schema.parse(item);
}

/** A new shelf; refused where its path is taken. */
export function create(category: Category): Write {
  return {
    kind: "put",
    name: "category",
    item: { ...key(category.path), type: "Category", ...category },
    when: absent,
  };
}

/** The whole tree in one read: some 15 KB for a hundred shelves. */
export async function all(): Promise<Category[]> {
  return (await allItems()).map(parse);
}

/** The same as raw items, for those who compare them. */
export async function allItems(): Promise<Item[]> {
  return await query({ partition: PARTITION, consistent: true });
}

export function mockCategory(overrides: Partial<Category> = {}): Category {
  return {
    slug: "birds",
    name: "Birds",
    parent: "animals",
    path: "animals/birds",
    position: 1,
    version: 1,
    ...overrides,
  };
}
