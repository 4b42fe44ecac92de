/**
 * Index partitions that many writers share are split in four: 4,000 write units a second, where one
 * partition takes 1,000. Readers ask all four.
 */
const SHARDS = 4;

/** `CATALOG` and an id → `CATALOG#2`; always the same shard for the same id (FNV-1a). */
export function shard(prefix: string, id: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) {
    hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  }
  return `${prefix}#${(hash >>> 0) % SHARDS}`;
}

/** All partitions over which `shard` spreads a prefix. */
export function shards(prefix: string): readonly string[] {
  return Array.from({ length: SHARDS }, (_, number) => `${prefix}#${number}`);
}
