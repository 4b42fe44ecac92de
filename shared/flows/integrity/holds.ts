import * as Orders from "#data/order";
import * as Reservations from "#data/reservation";
import type { Drift } from "#domain/integrity";
import { ofHold, ofPending } from "#domain/integrity-holds";
import type { Order } from "#domain/order";
import { retrieveCheckoutSession } from "#gateways/stripe";
import { confirmed, inParallel, type Looking, type Seen } from "./look.ts";

const AT_ONCE = 25;

/**
 * Compares unpaid orders with the holds of their goods. Both are few: what shoppers are paying for
 * right now.
 */
export async function lookAtHolds(looking: Looking): Promise<Seen> {
  const [references, holds] = await Promise.all([
    Orders.referencesByStatus(["PENDING"]),
    Reservations.all(),
  ]);
  const numbers = new Set([
    ...references.map((one) => one.orderNumber),
    ...holds.map((hold) => hold.orderNumber),
  ]);
  const suspects = await driftsOf([...numbers], looking);
  const drifts = await confirmed(
    suspects,
    (left) =>
      driftsOf(
        left.map((one) => one.subject),
        looking,
      ),
    looking,
  );
  return { compared: numbers.size, drifts };
}

async function driftsOf(numbers: readonly string[], { now }: Looking): Promise<Drift[]> {
  const found = await inParallel(numbers, AT_ONCE, async (orderNumber) => {
    const [order, hold] = await Promise.all([
      Orders.get(orderNumber),
      Reservations.get(orderNumber),
    ]);
    if (order?.status !== "PENDING") return hold && ofHold(hold, order);
    const drift = ofPending(order, hold, now());
    return drift?.kind === "order.overdue" && (await bankTakesItsTime(order)) ? undefined : drift;
  });
  return found.filter((drift) => drift !== undefined);
}

/** Paid at Stripe's page, and the bank has not said yes or no: the order rightly waits. */
async function bankTakesItsTime({ payment }: Order): Promise<boolean> {
  if (payment.sessionId === null) return false;
  const session = await retrieveCheckoutSession(payment.sessionId);
  return session?.status === "complete" && !session.paid;
}
