/**
 * The counters of one SKU. Always `onHand = available + reserved`, and nothing is negative.
 * `productId` is null once no product sells the SKU: its goods and ledger stay.
 */
export interface Stock {
  readonly sku: string;
  readonly productId: string | null;
  readonly onHand: number;
  readonly reserved: number;
  readonly available: number;
  readonly version: number;
  readonly updatedAt: string;
}

/** One entry of the ledger: what moved the number on hand. Its sum over a SKU is `onHand`. */
export interface StockMovement {
  readonly id: string;
  readonly sku: string;
  readonly kind: "opening" | "adjustment" | "sale";
  /** Pieces, ± . */
  readonly quantity: number;
  readonly reason: string | null;
  readonly orderNumber: string | null;
  /** Sub of the person, or `system`. */
  readonly actor: string;
  readonly at: string;
}

/**
 * A SKU that a product begins to sell with `quantity` pieces. Where the SKU was sold before, its
 * counters go on: what is reserved for open orders stays on hand besides.
 */
export function open(
  before: Stock | undefined,
  opening: { readonly sku: string; readonly productId: string; readonly quantity: number },
  at: string,
): Stock {
  const reserved = before?.reserved ?? 0;
  return {
    sku: opening.sku,
    productId: opening.productId,
    onHand: opening.quantity + reserved,
    reserved,
    available: opening.quantity,
    version: (before?.version ?? 0) + 1,
    updatedAt: at,
  };
}

/** What is wrong with the counters, in words; empty where they hold. */
export function contradictions(stock: Stock): readonly string[] {
  const negative = (["onHand", "reserved", "available"] as const)
    .filter((counter) => stock[counter] < 0)
    .map((counter) => `${counter} is negative`);
  const sum = stock.available + stock.reserved === stock.onHand ? [] : ["on hand is not the sum"];
  return [...negative, ...sum];
}
