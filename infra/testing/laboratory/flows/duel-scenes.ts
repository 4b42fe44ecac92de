import type { Facts } from "../facts.ts";
import { newGoods, newShopper } from "../people.ts";
import type { World } from "../world.ts";

/** Orders of the SKU that were paid and not given back. */
function bought(facts: Facts, sku: string): number {
  return facts.ordersOf(sku).filter(({ status }) => status !== "CANCELLED" && status !== "REFUNDED")
    .length;
}

/** What is wrong with how many orders of the SKU were paid and kept; `wanted` are the numbers that are right. */
export function expectBought(facts: Facts, sku: string, ...wanted: readonly number[]): string[] {
  const found = bought(facts, sku);
  return wanted.includes(found) ? [] : [`${found} orders bought, not ${wanted.join(" or ")}`];
}

/** Goods of their own, and a shopper who has ordered one piece of them. */
export async function ordered(world: World, stocked = 5) {
  const sku = await newGoods(stocked);
  const shopper = await newShopper(world, sku);
  const orderNumber = await shopper.order();
  return { sku, shopper, orderNumber };
}

/** The same, and the shop knows of the payment. */
export async function paid(world: World) {
  const order = await ordered(world);
  await order.shopper.pay();
  await world.deliverEvents();
  await world.consume("jobs.processOrder");
  return order;
}

/** Takes what Stripe has to tell through webhook and orders job. */
export async function hear(world: World): Promise<void> {
  await world.deliverEvents();
  await world.consume("jobs.processOrder");
}
