import { type Fulfilment, leftToShip } from "./fulfilment.ts";
import type { Order, OrderItem, Pieces } from "./order.ts";
import { shipped } from "./order-lines.ts";
import type { Refund, RefundLine } from "./refund.ts";

/** Pieces of a paid order that it does not take after all. */
export interface GivenUp {
  readonly sku: string;
  /** Those that it still waited for, and that never left the ledger. */
  readonly waived: number;
  /** Those that come back into the house. */
  readonly restocked: number;
}

/**
 * Pieces of a line that the order still waits for: ordered beyond the stock, not handed over, not
 * given up. What was in the house leaves first, what is waited for is given up first.
 */
export function waiting(order: Order, item: OrderItem): number {
  const inHouse = item.quantity - item.backordered;
  const handedOver = Math.max(0, shipped(order, item.sku) - inHouse);
  return Math.max(0, item.backordered - handedOver - waived(order, item));
}

/** Pieces of a parcel for which the order had waited: they leave the house with it. */
export function waitedFor(order: Order, fulfilment: Fulfilment): readonly Pieces[] {
  const others = order.fulfilments.filter((one) => one.id !== fulfilment.id);
  const before = { ...order, fulfilments: others };
  return order.items.flatMap((item) => {
    const quantity = waiting(before, item) - waiting(order, item);
    return quantity > 0 ? [{ sku: item.sku, quantity }] : [];
  });
}

/** Pieces of a line that were waited for and given up with their money. */
export function waived(order: Order, { sku }: Pick<OrderItem, "sku">): number {
  return order.refunds
    .flatMap((one) => one.lines)
    .filter((line) => line.sku === sku)
    .reduce((sum, line) => sum + (line.waived ?? 0), 0);
}

/** What the order gives up with `quantity` pieces of a line that have not left the house. */
function giveUp(order: Order, sku: string, quantity: number, restock: boolean): GivenUp {
  const item = order.items.find((one) => one.sku === sku);
  const unmade = item === undefined ? 0 : Math.min(quantity, waiting(order, item));
  return { sku, waived: unmade, restocked: restock ? quantity - unmade : 0 };
}

/**
 * What the order gives up with a refund whose lines do not say so yet. A return's pieces had left, and
 * a cancelled order has given up everything before.
 */
export function withRefund(order: Order, refund: Refund): readonly GivenUp[] {
  if (refund.returnId !== null || order.status === "CANCELLED") return [];
  return refund.lines
    .filter((line) => line.waived === undefined)
    .map(({ sku, quantity }) => giveUp(order, sku, quantity, refund.restock));
}

/** Lines that say what was given up with them. */
export function noted(
  lines: readonly RefundLine[],
  givenUp: readonly GivenUp[],
): readonly RefundLine[] {
  return lines.map((line) => {
    const unmade = line.waived ?? givenUp.find((one) => one.sku === line.sku)?.waived;
    return unmade === undefined ? line : { ...line, waived: unmade };
  });
}

/**
 * Everything that an order has not given up, where nothing has left: pieces of refunds on their way
 * as those say, the others as `restock` says.
 */
export function everything(order: Order, restock: boolean): readonly GivenUp[] {
  return order.items.flatMap((item) => {
    const { sku } = item;
    const parts = [
      ...order.refunds.flatMap((refund) =>
        refund.status === "REQUESTED" ? openLines(refund, sku) : [],
      ),
      { quantity: leftToShip(order, item), restock },
    ];
    let awaited = waiting(order, item);
    const some = parts.map((part) => {
      const unmade = Math.min(part.quantity, awaited);
      awaited -= unmade;
      return { waived: unmade, restocked: part.restock ? part.quantity - unmade : 0 };
    });
    const pieces = parts.reduce((sum, part) => sum + part.quantity, 0);
    const sum = (of: "waived" | "restocked") => some.reduce((total, one) => total + one[of], 0);
    return pieces > 0 ? [{ sku, waived: sum("waived"), restocked: sum("restocked") }] : [];
  });
}

function openLines({ lines, restock }: Refund, sku: string) {
  return lines
    .filter((line) => line.sku === sku && line.waived === undefined)
    .map(({ quantity }) => ({ quantity, restock }));
}

/** What an order still waits for, given up as nothing of its money is left. */
export function rest(order: Order): readonly GivenUp[] {
  return order.items.flatMap((item) => {
    const pieces = waiting(order, item);
    return pieces > 0 ? [{ sku: item.sku, waived: pieces, restocked: 0 }] : [];
  });
}

/** Both together, each SKU once: a transaction writes each stock once. */
export function both(some: readonly GivenUp[], others: readonly GivenUp[]): readonly GivenUp[] {
  const more = (sku: string) => others.find((one) => one.sku === sku)?.waived ?? 0;
  return [
    ...some.map((one) => ({ ...one, waived: one.waived + more(one.sku) })),
    ...others.filter(({ sku }) => !some.some((one) => one.sku === sku)),
  ];
}
