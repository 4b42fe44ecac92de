export interface CartLine {
  readonly sku: string;
  readonly quantity: number;
}

/** A basket. Prices and names are not in it: they are read when it is shown or checked out. */
export interface Cart {
  readonly id: string;
  readonly lines: readonly CartLine[];
  /** Order number while a checkout of these lines waits for payment; an edit or a decline clears it. */
  readonly checkout: string | null;
  /**
   * The newest order made from this cart that may still be paid. Outlives an edit, so that the
   * payment still takes what it bought out of the basket, and the next checkout replaces the order.
   */
  readonly pendingOrder: string | null;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}
