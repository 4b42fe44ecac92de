import {
  type HeldLine,
  PLAIN,
  type Stock,
  type StockPolicy,
  type StockShard,
  whole,
} from "./stock.ts";
import { gather } from "./stock-lines.ts";

/** What a write adds to the counters of shard 0. */
export type Move = Readonly<
  Record<
    "onHand" | "reserved" | "available" | "backorderLeft" | "owed" | "allocated" | "restocks",
    number
  >
>;

const STILL: Move = {
  onHand: 0,
  reserved: 0,
  available: 0,
  backorderLeft: 0,
  owed: 0,
  allocated: 0,
  restocks: 0,
};

/** Pieces come in: paid orders that wait for some are served first. */
export function received(stock: StockPolicy, quantity: number): Move {
  const served = Math.min(stock.owed, quantity);
  return {
    ...STILL,
    onHand: quantity,
    available: quantity - served,
    reserved: served,
    owed: -served,
    allocated: served,
    backorderLeft: served,
    restocks: 1,
  };
}

/**
 * A paid order gives pieces back that were never handed over: `backordered` of those that it waits
 * for or that came for it meanwhile, and `restocked` of those that had left the ledger.
 */
export function givenBack(
  stock: StockPolicy,
  { backordered, restocked }: { readonly backordered: number; readonly restocked: number },
): Move {
  // Who still waits keeps what has come: it is the waiting that ends first.
  const owed = Math.min(stock.owed, backordered);
  const freed = backordered - owed;
  const waived: Move = {
    ...STILL,
    owed: -owed,
    backorderLeft: owed,
    allocated: -freed,
    reserved: -freed,
    available: freed,
  };
  if (restocked === 0) return waived;
  return added(waived, received({ ...stock, owed: stock.owed - owed }, restocked));
}

/** Pieces that leave the house: by a move of shard 0, and free ones from other shards. */
export interface HandedOver {
  readonly move: Move;
  readonly others: readonly HeldLine[];
}

/**
 * Pieces that an order waited for are handed over: those that came for such orders, then what else
 * lies free, in shard 0 first. Undefined where there are not as many.
 */
export function handedOver(stock: Stock, quantity: number): HandedOver | undefined {
  const [main, ...rest] = stock.parts;
  const allocated = Math.min(stock.allocated, quantity);
  const free = quantity - allocated;
  if (main === undefined || free > stock.available || free > stock.owed) return undefined;
  const near = Math.min(free, main.available);
  const move = {
    ...STILL,
    onHand: -allocated - near,
    reserved: -allocated,
    allocated: -allocated,
    available: -near,
    owed: -free,
    backorderLeft: free,
  };
  return { move, others: gather({ parts: rest }, free - near) };
}

function added(to: Move, by: Move): Move {
  return {
    onHand: to.onHand + by.onHand,
    reserved: to.reserved + by.reserved,
    available: to.available + by.available,
    backorderLeft: to.backorderLeft + by.backorderLeft,
    owed: to.owed + by.owed,
    allocated: to.allocated + by.allocated,
    restocks: to.restocks + by.restocks,
  };
}

/** The SKU after a move of its shard 0. */
export function moved(stock: Stock, move: Move): Stock {
  const [main, ...others] = stock.parts;
  if (main === undefined) return stock;
  return whole({ ...main, ...added(main, move) }, others);
}

/**
 * A SKU that a product begins to sell with `quantity` pieces. Where the SKU was sold before, its
 * counters go on: what is reserved for open orders stays on hand besides, and who waits is served.
 * @returns each shard one version on
 */
export function open(
  before: Stock | undefined,
  opening: { readonly sku: string; readonly productId: string; readonly quantity: number },
  at: string,
): Stock {
  const { sku, productId, quantity } = opening;
  const fresh: StockShard = {
    ...PLAIN,
    sku,
    shard: 0,
    productId,
    onHand: 0,
    reserved: 0,
    available: 0,
    version: 0,
    updatedAt: at,
  };
  const emptied = (before?.parts ?? [fresh]).map((part) => ({
    ...part,
    productId,
    onHand: part.reserved,
    available: 0,
    version: part.version + 1,
    updatedAt: at,
  }));
  const [main = fresh, ...others] = emptied;
  return moved(whole(main, others), received(main, quantity));
}
