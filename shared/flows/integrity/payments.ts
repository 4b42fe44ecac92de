import * as Orders from "#data/order";
import type { Drift } from "#domain/integrity";
import { ofOrder, ofSession } from "#domain/integrity-payments";
import { STATUSES } from "#domain/order";
import { completeSessions, retrieveCheckoutSession, retrievePayment } from "#gateways/stripe";
import { confirmed, inParallel, type Looking, LOOKS_BACK_MS, type Seen } from "./look.ts";

/** Stripe's clock may be ahead of ours. */
const CLOCKS_DIFFER_MS = 5 * 60_000;
/** Stripe allows 100 reads a second. */
const AT_ONCE = 10;

/** A cancelled order may have been paid before. */
const PAID = STATUSES.filter((status) => status !== "PENDING");

/**
 * Compares paid orders with Stripe's payments, both ways, over a week. A hundred paid sessions cost
 * one call of Stripe, and an order half a read unit: 10,000 orders a week are some 100 calls.
 */
export async function lookAtPayments(looking: Looking): Promise<Seen> {
  const now = looking.now();
  const since = new Date(now.getTime() - LOOKS_BACK_MS);
  const until = new Date(now.getTime() + CLOCKS_DIFFER_MS);
  const sessions = (await completeSessions({ from: since, until })).filter((one) => one.paid);
  const numbers = (await Orders.referencesByStatus(PAID, since)).map((one) => one.orderNumber);
  const named = sessions.flatMap((session) => session.orderNumber ?? []);
  const all = await Orders.getAll([...new Set([...numbers, ...named])]);
  const orders = new Map(all.map((order) => [order.orderNumber, order]));
  const payments = new Map(sessions.map(({ payment }) => [payment?.id, payment]));

  const ofSessions = sessions.map((session) =>
    ofSession(session, orders.get(session.orderNumber ?? "")),
  );
  const ofOrders = await inParallel(numbers, AT_ONCE, async (number) => {
    const order = orders.get(number);
    if (order === undefined) return undefined;
    const known = payments.get(order.payment.intentId ?? "");
    return ofOrder(order, known ?? (await paymentOf(order.payment.intentId)));
  });
  const suspects = [...ofSessions, ...ofOrders].filter((drift) => drift !== undefined);
  const drifts = await confirmed(suspects, lookAgain, looking);
  return { compared: sessions.length + numbers.length, drifts };
}

async function lookAgain(suspects: readonly Drift[]): Promise<readonly Drift[]> {
  const found = await inParallel(suspects, AT_ONCE, ({ kind, subject }) =>
    kind.startsWith("session.") ? driftOfSession(subject) : driftOfOrder(subject),
  );
  return found.filter((drift) => drift !== undefined);
}

async function driftOfOrder(orderNumber: string): Promise<Drift | undefined> {
  const order = await Orders.get(orderNumber);
  return order && ofOrder(order, await paymentOf(order.payment.intentId));
}

async function driftOfSession(id: string): Promise<Drift | undefined> {
  const session = await retrieveCheckoutSession(id);
  if (!session?.paid) return undefined;
  return ofSession(
    session,
    session.orderNumber ? await Orders.get(session.orderNumber) : undefined,
  );
}

async function paymentOf(intentId: string | null) {
  return intentId === null ? undefined : await retrievePayment(intentId);
}
