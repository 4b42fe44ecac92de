import { LOW_STOCK, type OnOffer } from "./product.ts";

/** Always `onHand = available + reserved`, and nothing is negative. */
export interface Counters {
  readonly onHand: number;
  readonly reserved: number;
  readonly available: number;
}

/** How a SKU is sold, and what was promised of it. Only shard 0 says it. */
export interface StockPolicy {
  /** Over how many shards new pieces are spread: 1, or up to 20 for what sells in a flash. */
  readonly shards: number;
  /** Shards 0 to span − 1 may hold pieces: those beyond `shards` what was reserved there before. */
  readonly span: number;
  /** Pieces that may be promised at a time beyond those in the house. */
  readonly backorderLimit: number;
  /** What is left of that limit; negative where it was lowered below what is promised. */
  readonly backorderLeft: number;
  /** Pieces that paid orders wait for. */
  readonly owed: number;
  /** Pieces that came for paid orders and wait to be handed over; part of `reserved`. */
  readonly allocated: number;
  /** At so many available pieces staff are told; null for never. */
  readonly lowStockAt: number | null;
  /** How often pieces came in: names the span between two restocks. */
  readonly restocks: number;
}

/**
 * A part of a SKU's pieces, as it is kept. `productId` is null once no product sells the SKU: its
 * goods and ledger stay.
 */
export interface StockShard extends Counters, StockPolicy {
  readonly sku: string;
  readonly shard: number;
  readonly productId: string | null;
  readonly version: number;
  readonly updatedAt: string;
}

/** A SKU as a whole: the sums over its shards, and the policy and version of shard 0. */
export interface Stock extends StockShard {
  readonly parts: readonly StockShard[];
}

/** Pieces of one shard that an order holds, and pieces promised to it besides, on shard 0 only. */
export interface HeldLine {
  readonly sku: string;
  /** Pieces in the house. */
  readonly quantity: number;
  readonly shard: number;
  /** Pieces that come later. */
  readonly backordered: number;
}

/** One entry of the ledger: what moved the number on hand. Its sum over a SKU is `onHand`. */
export interface StockMovement {
  readonly id: string;
  readonly sku: string;
  readonly kind: "opening" | "adjustment" | "sale" | "restock";
  /** Pieces, ± . */
  readonly quantity: number;
  readonly reason: string | null;
  readonly orderNumber: string | null;
  /** Sub of the person, or `system`. */
  readonly actor: string;
  readonly at: string;
}

/** How a SKU is sold unless staff say otherwise. */
export const PLAIN: StockPolicy = {
  shards: 1,
  span: 1,
  backorderLimit: 0,
  backorderLeft: 0,
  owed: 0,
  allocated: 0,
  lowStockAt: null,
  restocks: 0,
};

/** The SKU of which `main` is shard 0 and `others` the rest. */
export function whole(main: StockShard, others: readonly StockShard[] = []): Stock {
  const parts = [main, ...others];
  const sum = (counter: keyof Counters) => parts.reduce((total, part) => total + part[counter], 0);
  return {
    ...main,
    onHand: sum("onHand"),
    reserved: sum("reserved"),
    available: sum("available"),
    parts,
  };
}

/** Pieces that may be ordered now although they are not in the house. */
export function later(stock: StockPolicy): number {
  return Math.max(0, stock.backorderLeft);
}

/** What shoppers are told of it; of a SKU that never had stock, that there is none. */
export function onOffer(stock: Stock | undefined): OnOffer {
  if (stock === undefined) return { available: 0, backorder: false };
  return { available: stock.available, backorder: later(stock) > 0 };
}

/** Whether shoppers can buy it: a whole SKU, or what one shard has of it. */
export function isOffered(part: StockShard): boolean {
  return part.productId !== null && (part.available > 0 || later(part) > 0);
}

/**
 * Whether shoppers may see a difference between two states of one shard. From LOW_STOCK pieces on
 * they see no number, and what one shard has, the whole SKU has at least.
 */
export function looksDifferent(before: StockShard, after: StockShard): boolean {
  return shown(before) !== shown(after);
}

function shown(part: StockShard): string {
  return [part.productId, Math.min(part.available, LOW_STOCK), later(part) > 0].join();
}

/** What staff are told of it. */
export function toPublic(stock: Stock) {
  const { sku, onHand, available, reserved, shards, owed, allocated, lowStockAt } = stock;
  const { backorderLimit, backorderLeft } = stock;
  return {
    ...{ sku, onHand, available, reserved, shards, backorderLimit, backorderLeft },
    ...{ owed, allocated, lowStockAt, low: isLow(stock) },
  };
}

export type PublicStock = ReturnType<typeof toPublic>;

/** Whether staff should know: at or below the mark that they have set. */
export function isLow(stock: Pick<Stock, "available" | "lowStockAt">): boolean {
  return stock.lowStockAt !== null && stock.available <= stock.lowStockAt;
}

/** Free pieces to be moved from one shard to another; one of the two is always shard 0. */
export interface Shift {
  readonly from: number;
  readonly to: number;
  readonly quantity: number;
}

/**
 * What makes the free pieces lie evenly in the shards that a SKU is to have, and nowhere else. What
 * is too much goes to shard 0 first, and from there to where it lacks.
 */
export function levelling({ parts, shards, available }: Stock): readonly Shift[] {
  const fair = (shard: number): number =>
    shard < shards ? Math.floor(available / shards) + (shard < available % shards ? 1 : 0) : 0;
  const others = parts.filter((part) => part.shard > 0);
  const over = others.flatMap((part) => {
    const quantity = part.available - fair(part.shard);
    return quantity > 0 ? [{ from: part.shard, to: 0, quantity }] : [];
  });
  const under = others.flatMap((part) => {
    const quantity = fair(part.shard) - part.available;
    return quantity > 0 ? [{ from: 0, to: part.shard, quantity }] : [];
  });
  return [...over, ...under];
}

/** What is wrong with the counters, in words; empty where they hold. */
export function contradictions(stock: Stock): readonly string[] {
  return [
    ...stock.parts.flatMap((part) => {
      const where = stock.parts.length === 1 ? "" : `shard ${part.shard}: `;
      return wrongWith(part).map((what) => where + what);
    }),
    ...(stock.owed < 0 ? ["owed is negative"] : []),
    ...(stock.allocated < 0 ? ["allocated is negative"] : []),
    ...(stock.allocated > stock.reserved ? ["more is allocated than reserved"] : []),
  ];
}

function wrongWith(part: Counters): string[] {
  const negative = (["onHand", "reserved", "available"] as const)
    .filter((counter) => part[counter] < 0)
    .map((counter) => `${counter} is negative`);
  const sum = part.available + part.reserved === part.onHand ? [] : ["on hand is not the sum"];
  return [...negative, ...sum];
}
