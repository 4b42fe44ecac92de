import { PLAIN, type Stock, type StockShard } from "#domain/stock";
import { all, when } from "./expression.ts";
import { count, create, indexOf, key, nameOf, over, parse, still } from "./stock.ts";
import { getMany } from "./table.ts";
import type { Check, Write } from "./write.ts";

/** What staff may say about how a SKU is sold. */
export type Policy = Pick<StockShard, "shards" | "backorderLimit" | "lowStockAt">;

/** Changes how a SKU is sold: refused where its policy is not any more as it was read. */
export function setPolicy(read: Stock, to: Policy, now: Date): Write {
  const updatedAt = now.toISOString();
  const { sku, shards, span, backorderLimit } = read;
  const set = { ...to, span: Math.max(span, to.shards), updatedAt, ...indexOf(sku, 0, updatedAt) };
  const condition = all(
    still("shards", shards),
    still("span", span),
    still("backorderLimit", backorderLimit),
  );
  return {
    kind: "update",
    name: nameOf(sku, 0),
    key: key(sku),
    change: { set, add: { backorderLeft: to.backorderLimit - backorderLimit } },
    ...(condition ? { when: condition } : {}),
  };
}

/** Shards up to `shards` that are not read yet: new ones, or those left empty from a former time. */
export async function openShards(read: Stock, shards: number, now: Date): Promise<Write[]> {
  const { sku, span, productId } = read;
  const numbers = Array.from({ length: Math.max(0, shards - span) }, (_, at) => span + at);
  const items = await getMany(numbers.map((shard) => key(sku, shard)));
  const former = new Map(items.map(parse).map((part) => [part.shard, part]));
  const updatedAt = now.toISOString();
  const empty = { ...PLAIN, sku, onHand: 0, reserved: 0, available: 0 };
  return numbers.map((shard) => {
    const before = former.get(shard);
    return before === undefined
      ? create({ ...empty, shard, productId, version: 1, updatedAt })
      : over({ ...before, productId, version: before.version + 1, updatedAt });
  });
}

/**
 * Moves free pieces between shard 0 and another one, in two writes of one transaction. Refused where
 * they are gone, or the SKU is to have another number of shards by now.
 */
export function shift(
  { sku, shards }: Pick<Stock, "sku" | "shards">,
  move: { readonly from: number; readonly to: number; readonly quantity: number },
  now: Date,
): Write[] {
  const as = still("shards", shards);
  return [
    { shard: move.from, by: -move.quantity },
    { shard: move.to, by: move.quantity },
  ].map(({ shard, by }) =>
    count({ sku, shard }, { onHand: by, available: by }, now, shard === 0 ? as : undefined),
  );
}

/** Shards beyond `shards` are read no more: refused while one of them holds a piece. */
export function close(read: Stock, now: Date): (Write | Check)[] {
  const { sku, shards, span } = read;
  const updatedAt = now.toISOString();
  return [
    {
      kind: "update",
      name: nameOf(sku, 0),
      key: key(sku),
      change: { set: { span: shards, updatedAt, ...indexOf(sku, 0, updatedAt) } },
      when: when("#shards = :shards AND #span = :span", { shards, span }),
    },
    ...Array.from({ length: span - shards }, (_, at): Check => {
      const shard = shards + at;
      const empty = when("#onHand = :none AND #reserved = :none", { none: 0 });
      return { kind: "check", name: nameOf(sku, shard), key: key(sku, shard), when: empty };
    }),
  ];
}
