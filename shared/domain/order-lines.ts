import { type ErrorCode, Problem } from "#values/error-codes";
import type { Order, OrderItem, Pieces } from "./order.ts";

/** Pieces of one SKU in all of these lists. */
export function count(lists: readonly (readonly Pieces[])[], sku: string): number {
  return lists
    .flat()
    .filter((line) => line.sku === sku)
    .reduce((sum, line) => sum + line.quantity, 0);
}

/** Pieces of a SKU that left the house. */
export function shipped(order: Order, sku: string): number {
  return count(
    order.fulfilments.map((one) => one.lines),
    sku,
  );
}

/**
 * Which refunds are asked about: all that were not refused, of these the ones that no return is about,
 * and of those again the ones that cannot be refused any more.
 */
type Which = "all" | "kept" | "settled";

/**
 * Pieces of a SKU that refunds took off the order. Those of failed ones count where they were given
 * up before the money came back.
 */
export function refunded(order: Order, sku: string, which: Which): number {
  const refunds = order.refunds.filter((one) => which === "all" || one.returnId === null);
  return count(
    refunds.map(({ status, lines }) => {
      const counts = status === "SUCCEEDED" || (status === "REQUESTED" && which !== "settled");
      return lines.filter((line) => counts || line.waived !== undefined);
    }),
    sku,
  );
}

/** As many of each line as `quantity` says; lines of which it leaves nothing are not there. */
export function pick(order: Order, quantity: (item: OrderItem) => number): readonly Pieces[] {
  return order.items.flatMap((item) => {
    const pieces = quantity(item);
    return pieces > 0 ? [{ sku: item.sku, quantity: pieces }] : [];
  });
}

/** For people: "2 Fox, 1 Whale". */
export function inWords(order: Order, lines: readonly Pieces[]): string {
  return lines
    .map(({ sku, quantity }) => {
      const name = order.items.find((item) => item.sku === sku)?.name ?? sku;
      return `${quantity} ${name}`;
    })
    .join(", ");
}

interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
}

/**
 * Holds a caller's lines against the order: each SKU is in it and stands once, and no more pieces
 * are asked for than were bought, and than are `left`.
 * @param refuse says what is wrong where fewer are left
 * @throws Problem VALIDATION_ERROR, or the refusal's code, naming `lines.<at>.<field>`
 */
export function check(
  order: Order,
  lines: readonly Pieces[],
  left: (item: OrderItem) => number,
  refuse: (left: number, item: OrderItem) => Refusal,
): void {
  const seen = new Set<string>();
  lines.forEach(({ sku, quantity }, at) => {
    const item = order.items.find((one) => one.sku === sku);
    if (item === undefined) throw invalid(`lines.${at}.sku`, `${sku} is not in this order.`);
    if (seen.has(sku)) throw invalid(`lines.${at}.sku`, `${sku} stands here twice.`);
    seen.add(sku);
    const field = `lines.${at}.quantity`;
    if (!Number.isInteger(quantity) || quantity < 1) throw invalid(field, "At least one piece.");
    if (quantity > item.quantity) {
      throw invalid(field, `Only ${item.quantity} of ${sku} were bought.`);
    }
    if (quantity <= left(item)) return;
    const { code, message } = refuse(left(item), item);
    throw new Problem(code, message, { details: [{ field, message }] });
  });
}

/** @param field the path as the caller sent it */
export function invalid(field: string, message: string): Problem {
  return new Problem("VALIDATION_ERROR", message, { details: [{ field, message }] });
}
