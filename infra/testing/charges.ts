import * as Orders from "#data/order";
import * as Order from "#domain/order";
import type { TestStripe } from "./stripe.ts";

/**
 * What Stripe holds of an order's money: charged less given back, in minor units, over every payment
 * that names it.
 */
export async function netCharge(stripe: TestStripe, orderNumber: string): Promise<number> {
  const charges = await stripe.client.charges.list({ limit: 100 }).autoPagingToArray({
    limit: 10_000,
  });
  return charges
    .filter((one) => one.paid && one.metadata["orderNumber"] === orderNumber)
    .reduce((sum, one) => sum + one.amount_captured - one.amount_refunded, 0);
}

/**
 * Invariant I1 for one order whose queues are empty: one live order and one charge, or no live order
 * and nothing charged.
 * @returns what does not hold, in words
 */
export async function chargeErrors(stripe: TestStripe, orderNumber: string): Promise<string[]> {
  const order = await Orders.get(orderNumber);
  const net = await netCharge(stripe, orderNumber);
  const live = order !== undefined && Order.isPaid(order);
  const owed = live ? order.total : 0;
  return net === owed ? [] : [`${orderNumber} is ${order?.status}: ${net} charged, ${owed} owed`];
}
