import * as Orders from "#data/order";
import type { Drift } from "#domain/integrity";
import { ofRefunds } from "#domain/integrity-refunds";
import { type Order, STATUSES } from "#domain/order";
import { debts } from "#domain/refund-debt";
import { listRefunds } from "#gateways/stripe";
import { listRefundedOrders } from "#gateways/stripe-lists";
import { followRefundsOf } from "../follow-refunds.ts";
import { confirmed, inParallel, type Looking, LOOKS_BACK_MS, type Seen } from "./look.ts";

/** Shoppers send things back until 30 days after delivery, and banks may take weeks. */
const PLACED_WITHIN_MS = 90 * 86_400_000;
const AT_ONCE = 10;

/**
 * Compares refunds with Stripe's, of each order of which money went back in the last week by either
 * of the two, and as long as a refund that failed still owes it: a call of Stripe for each of them.
 */
export async function lookAtRefunds(looking: Looking): Promise<Seen> {
  const now = looking.now().getTime();
  const since = new Date(now - LOOKS_BACK_MS);
  const placed = await Orders.referencesByStatus(STATUSES, new Date(now - PLACED_WITHIN_MS));
  const recent = await Orders.getAll(placed.map((one) => one.orderNumber));
  const ours = recent.filter(
    (order) =>
      order.refunds.length > 0 &&
      (order.updatedAt >= since.toISOString() || debts(order).length > 0),
  );
  const numbers = new Set([
    ...ours.map((order) => order.orderNumber),
    ...(await listRefundedOrders(since)),
  ]);
  const suspects = await driftsOf([...numbers], looking);
  const drifts = await confirmed(
    suspects,
    async (left) => {
      const subjects = new Set(left.map((one) => one.subject));
      const orders = new Set(left.map((one) => orderOf(one.subject)));
      const again = await driftsOf([...orders], looking);
      return again.filter((one) => subjects.has(one.subject));
    },
    looking,
  );
  return { compared: numbers.size, drifts };
}

const orderOf = (subject: string): string => subject.split("/")[0] ?? subject;

async function driftsOf(numbers: readonly string[], { now }: Looking): Promise<Drift[]> {
  const found = await inParallel(numbers, AT_ONCE, async (number) => {
    const order = await Orders.get(number);
    return order ? ofRefunds(order, await refundsOf(order), now()) : [];
  });
  return found.flat();
}

async function refundsOf(order: Order) {
  return (await Promise.all(intentsOf(order).map(listRefunds))).flat();
}

function intentsOf(order: Order): string[] {
  const intents = [order.payment.intentId, ...order.refunds.map((one) => one.intentId)];
  return [...new Set(intents)].filter((one) => one !== null);
}

/** Writes into an order what Stripe says of its refunds, as the webhook does. */
export async function noteRefunds(subject: string, now: Date): Promise<void> {
  const order = await Orders.get(orderOf(subject));
  if (order === undefined) throw new Error(`There is no order ${orderOf(subject)}.`);
  for (const intentId of intentsOf(order)) await followRefundsOf(order, intentId, now);
}
