import { type HeldLine, later, type Stock } from "./stock.ts";

/**
 * Where an order takes its pieces: from one shard that has them all, from several together
 * otherwise, and what is missing then comes later where the policy allows. Undefined where it does
 * not: the SKU is sold out.
 * @param draw 0 ≤ draw < 1, by chance: it spreads shoppers over the shards
 */
export function pick(
  stock: Stock,
  quantity: number,
  draw: number,
): readonly HeldLine[] | undefined {
  const { sku } = stock;
  const enough = stock.parts.filter((part) => part.available >= quantity);
  const one = enough[Math.floor(draw * enough.length)];
  if (one !== undefined) return [{ sku, quantity, shard: one.shard, backordered: 0 }];
  const backordered = Math.max(0, quantity - stock.available);
  if (backordered > later(stock)) return undefined;
  const taken = gather(stock, quantity - backordered);
  if (backordered === 0) return taken;
  const main = taken.find((line) => line.shard === 0);
  const rest = taken.filter((line) => line !== main);
  return [{ sku, quantity: main?.quantity ?? 0, shard: 0, backordered }, ...rest];
}

/** `quantity` free pieces, the fullest shards first. There must be as many. */
export function gather({ parts }: Pick<Stock, "parts">, quantity: number): readonly HeldLine[] {
  let left = quantity;
  return parts
    .toSorted((a, b) => b.available - a.available)
    .flatMap(({ sku, shard, available }) => {
      const taken = Math.min(left, available);
      left -= taken;
      return taken > 0 ? [{ sku, quantity: taken, shard, backordered: 0 }] : [];
    });
}

/** Pieces by SKU that an order's lines take from the house, those that come later left out. */
export function piecesBySku(lines: readonly HeldLine[]): ReadonlyMap<string, number> {
  const pieces = new Map<string, number>();
  for (const { sku, quantity } of lines) {
    if (quantity > 0) pieces.set(sku, (pieces.get(sku) ?? 0) + quantity);
  }
  return pieces;
}

/** Pieces by SKU that an order waits for. */
export function backorderedBySku(lines: readonly HeldLine[]): ReadonlyMap<string, number> {
  const pieces = new Map<string, number>();
  for (const { sku, backordered } of lines) {
    if (backordered > 0) pieces.set(sku, (pieces.get(sku) ?? 0) + backordered);
  }
  return pieces;
}
