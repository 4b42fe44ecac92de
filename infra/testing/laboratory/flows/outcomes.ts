import type { Facts, OrderFact } from "../facts.ts";

/** Pieces of a SKU that are free, over all its shards. */
function available(facts: Facts, sku: string): number {
  return facts.stocks.filter((one) => one.sku === sku).reduce((sum, one) => sum + one.available, 0);
}

function left(facts: Facts, sku: string, wanted: number): string[] {
  const found = available(facts, sku);
  return found === wanted ? [] : [`${found} pieces free, not ${wanted}`];
}

/** One order was paid and so many pieces are free; in words what is otherwise. */
export function soldOnce(facts: Facts, sku: string, free: number): string[] {
  const paid = facts.ordersOf(sku).filter(({ status }) => status === "PAID");
  return [...(paid.length === 1 ? [] : [`${paid.length} orders paid`]), ...left(facts, sku, free)];
}

/** No order lives, and everything is for sale again; in words what is otherwise. */
export function nothingSold(facts: Facts, sku: string, stocked: number): string[] {
  const live = facts.ordersOf(sku).filter(({ status }) => status !== "CANCELLED");
  return [
    ...live.map(({ orderNumber, status }) => `${orderNumber} is ${status}`),
    ...left(facts, sku, stocked),
  ];
}

/** The one order of the SKU is in this state, with so many pieces free. */
export function ended(
  facts: Facts,
  sku: string,
  wanted: { readonly status: string; readonly free: number; readonly refunds?: number },
): string[] {
  const [order, ...others] = facts.ordersOf(sku);
  if (order === undefined || others.length > 0) return [`${others.length + 1} orders, not one`];
  const made = refundsOf(order);
  const { refunds = 0 } = wanted;
  return [
    ...(order.status === wanted.status ? [] : [`${order.status}, not ${wanted.status}`]),
    ...(made === refunds ? [] : [`${made} refunds, not ${refunds}`]),
    ...left(facts, sku, wanted.free),
  ];
}

function refundsOf({ refunds }: OrderFact): number {
  return refunds.filter(({ status }) => status === "SUCCEEDED").length;
}
