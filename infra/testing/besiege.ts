import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "./client.ts";
import type { Facts } from "./laboratory/facts.ts";
import { type Purchase, pay, TEST_ADDRESS } from "./purchase.ts";

/** What was acknowledged to somebody, and must therefore be so (I5). */
export interface Promised {
  /** Orders that checkout answered with 201. */
  readonly placed: Set<string>;
  /** Orders whose payment page sent the shopper on. */
  readonly paid: Set<string>;
  /** Orders of which staff were told that a parcel, or a refund, is written down. */
  readonly shipped: Set<string>;
  readonly refunded: Set<string>;
}

export function nothingPromised(): Promised {
  return { placed: new Set(), paid: new Set(), shipped: new Set(), refunded: new Set() };
}

interface Load {
  readonly apiUrl: string;
  readonly staff: Client;
  readonly skus: readonly string[];
  /** From 0 to 1, by chance. */
  readonly next: () => number;
}

/**
 * Shoppers buy and staff ship and refund, as fast as answers come, until `stop` is called or
 * everything dies under them. What they were told is added to `promised`.
 */
export function besiege(load: Load, people: number, promised: Promised) {
  const stop = new AbortController();
  const one = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      // No answer is no promise; and where everything is dead, this one stops soon.
      await shop(load, promised).catch(() => sleep(50));
    }
  };
  const all = Array.from({ length: people }, one);
  return {
    async stop(): Promise<void> {
      stop.abort();
      await Promise.all(all);
    },
  };
}

async function shop({ apiUrl, staff, skus, next }: Load, promised: Promised): Promise<void> {
  const client = new Client(apiUrl);
  const sku = skus[Math.floor(next() * skus.length)] ?? "";
  await client.put(`/cart/items/${sku}`, { quantity: 1 + Math.floor(next() * 3) });
  const { status, body } = await client.post(
    "/checkout",
    { email: "siege@example.com", shippingAddress: TEST_ADDRESS, shippingMethod: "standard" },
    { headers: { "idempotency-key": crypto.randomUUID() } },
  );
  if (status !== 201) return;
  const { orderNumber, paymentUrl }: Purchase = body.data;
  promised.placed.add(orderNumber);
  if (next() < 0.2) return;
  const onwards = await pay(paymentUrl);
  if (onwards === "") return;
  promised.paid.add(orderNumber);
  const chance = next();
  if (chance < 0.3) {
    const answer = await staff.post(`/admin/orders/${orderNumber}/fulfilments`, {});
    if (answer.status === 201) promised.shipped.add(orderNumber);
  } else if (chance < 0.5) {
    const answer = await staff.post(
      `/admin/orders/${orderNumber}/refunds`,
      { amount: 1, reason: "Siege" },
      { headers: { "idempotency-key": crypto.randomUUID() } },
    );
    if (answer.status === 201) promised.refunded.add(orderNumber);
  }
}

/** I5: what is promised and not so. */
export function broken({ placed, paid, shipped, refunded }: Promised, facts: Facts): string[] {
  const orders = new Map(facts.orders.map((order) => [order.orderNumber, order]));
  const charged = new Set(
    facts.charges
      .filter(({ status }) => status === "succeeded")
      .map(({ metadata }) => metadata["orderNumber"]),
  );
  const missing = (
    of: ReadonlySet<string>,
    what: string,
    holds: (orderNumber: string) => boolean,
  ) => [...of].filter((orderNumber) => !holds(orderNumber)).map((one) => `I5: ${one}: ${what}`);
  return [
    ...missing(placed, "was placed and is gone", (one) => orders.has(one)),
    ...missing(paid, "was paid and is not charged", (one) => charged.has(one)),
    ...missing(
      paid,
      "was paid and nothing happened",
      (one) => orders.get(one)?.status !== "PENDING",
    ),
    ...missing(shipped, "has lost its parcel", (one) => orders.get(one)?.fulfilments.length === 1),
    ...missing(refunded, "has lost its refund", (one) => orders.get(one)?.refunds.length === 1),
  ];
}
