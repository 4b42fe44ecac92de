import { z } from "zod";
import { shards } from "./shards.ts";
import { query } from "./table.ts";

const entry = z.object({ PK: z.string(), GSI2SK: z.string() });

/** Partition keys of all items of one kind of work in GSI2, due or not. The index may be stale. */
export async function waiting(prefix: string): Promise<string[]> {
  const found = await Promise.all(
    shards(prefix).map((partition) => query({ index: "GSI2", partition })),
  );
  return found.flat().map((item) => entry.parse(item).PK);
}

/**
 * Partition keys of the items of one kind of work in GSI2 that are due at or before `until`, the
 * longest waiting first, whatever their shard. The index may be stale: the item itself decides.
 * @param prefix such as `OPS#RESV`
 * @param limit the most to give
 */
export async function due(prefix: string, until: Date, limit: number): Promise<string[]> {
  const found = await Promise.all(
    shards(prefix).map((partition) =>
      query({ index: "GSI2", partition, to: until.toISOString(), limit }),
    ),
  );
  return found
    .flat()
    .map((item) => entry.parse(item))
    .sort((a, b) => (a.GSI2SK < b.GSI2SK ? -1 : 1))
    .slice(0, limit)
    .map(({ PK }) => PK);
}
