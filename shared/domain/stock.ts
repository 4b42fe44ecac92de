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

/**
 * One entry of the ledger. `onHand` and `reserved` are what it adds to the counters (±); the sums
 * over all entries of a SKU are its counters.
 */
export interface StockMovement {
  readonly id: string;
  readonly sku: string;
  readonly kind: "opening" | "adjustment" | "reserve" | "release" | "sale";
  readonly onHand: number;
  readonly reserved: number;
  readonly reason: string | null;
  readonly orderNumber: string | null;
  /** Sub of the person, or `system`. */
  readonly actor: string;
  readonly at: string;
}
