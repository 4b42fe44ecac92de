import type { Facts, OrderFact } from "./facts.ts";

/** Something that must never be so. */
export interface Violation {
  /** `faults.md`: I1 to I5, or `rest` where something is still under way that should be done. */
  readonly invariant: "I1" | "I2" | "I3" | "I4" | "I5" | "rest";
  /** An order number, SKU or cart id. */
  readonly about: string;
  readonly what: string;
}

const PAID = new Set(["PAID", "PROCESSING", "SHIPPED", "DELIVERED"]);
const OVER = new Set(["CANCELLED", "REFUNDED"]);

const ORDER = /P-\d{6}-\w{5}/;

/** Everything that does not hold. The world must be at rest, or it finds what is under way. */
export function violations(facts: Facts): Violation[] {
  return [...money(facts), ...stock(facts), ...effects(facts), ...rest(facts)];
}

/** I1: every order ends as one order, one charge, or no live order and zero net charge. */
function money({ orders, charges, sessions }: Facts): Violation[] {
  const found: Violation[] = [];
  const wrong = (about: string, what: string) => found.push({ invariant: "I1", about, what });
  const known = new Map(orders.map((order) => [order.orderNumber, order]));
  const netOf = new Map<string, number[]>();
  for (const charge of charges) {
    const orderNumber = charge.metadata["orderNumber"] ?? "";
    if (charge.status !== "succeeded") continue;
    if (!known.has(orderNumber)) wrong(orderNumber, `${charge.id} belongs to no order`);
    const net = charge.amount_captured - charge.amount_refunded;
    netOf.set(orderNumber, [...(netOf.get(orderNumber) ?? []), net]);
  }
  for (const [orderNumber, pages] of Map.groupBy(sessions, (one) => one.client_reference_id)) {
    if (pages.length > 1) wrong(orderNumber ?? "", `${pages.length} payment pages`);
  }
  for (const order of orders) {
    const nets = (netOf.get(order.orderNumber) ?? []).filter((net) => net !== 0);
    const net = nets.reduce((sum, one) => sum + one, 0);
    const { orderNumber, status } = order;
    if (nets.length > 1) wrong(orderNumber, `${nets.length} charges, ${nets.join(" and ")}`);
    if (OVER.has(status) && net !== 0) wrong(orderNumber, `${status} with ${net} kept`);
    if (PAID.has(status) && net !== order.total - givenBack(order)) {
      wrong(orderNumber, `${status}, asked ${order.total} less ${givenBack(order)}, kept ${net}`);
    }
    if (status === "PENDING" && net !== 0) wrong(orderNumber, `PENDING, and ${net} paid`);
    if (givenBack(order) > order.total) wrong(orderNumber, `gives back ${givenBack(order)}`);
  }
  return found;
}

/** Of what the order itself was paid with: another payment for it bought nothing and goes back whole. */
function givenBack({ refunds, payment }: OrderFact): number {
  return refunds
    .filter(({ status, intentId }) => status === "SUCCEEDED" && intentId === payment.intentId)
    .reduce((sum, { amount }) => sum + amount, 0);
}

/** I2: on hand = available + reserved, nothing negative, the ledger adds up, holds are what is reserved. */
function stock({ stocks, movements, reservations }: Facts): Violation[] {
  const found: Violation[] = [];
  const skus = new Set(stocks.map(({ sku }) => sku));
  const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
  const ledgers = Map.groupBy(movements, ({ sku }) => sku);
  const holds = Map.groupBy(
    reservations.flatMap(({ lines }) => lines),
    ({ sku }) => sku,
  );
  const shards = Map.groupBy(stocks, ({ sku }) => sku);
  for (const sku of skus) {
    const wrong = (what: string) => found.push({ invariant: "I2", about: sku, what });
    const mine = shards.get(sku) ?? [];
    for (const one of mine) {
      const { onHand, available, reserved } = one;
      if (Math.min(onHand, available, reserved, one.allocated, one.owed) < 0) {
        wrong(`negative: ${onHand} on hand, ${available} available, ${reserved} reserved`);
      }
      if (onHand !== available + reserved) {
        wrong(`${onHand} on hand, but ${available} available and ${reserved} reserved`);
      }
    }
    const onHand = sum(mine.map((one) => one.onHand));
    const ledger = sum((ledgers.get(sku) ?? []).map((one) => one.quantity));
    if (ledger !== onHand) wrong(`${onHand} on hand, the ledger says ${ledger}`);
    const reserved = sum(mine.map((one) => one.reserved));
    const allocated = sum(mine.map((one) => one.allocated));
    const held = sum((holds.get(sku) ?? []).map((one) => one.quantity));
    if (reserved !== held + allocated) {
      wrong(`${reserved} reserved, but ${held} held and ${allocated} allocated`);
    }
    const later = sum((holds.get(sku) ?? []).map((one) => one.backordered));
    const owed = sum(mine.map((one) => one.owed));
    const promised = sum(mine.map((one) => one.backorderLimit - one.backorderLeft));
    if (promised !== later + owed) {
      wrong(`${promised} promised, but ${later} in live holds and ${owed} owed`);
    }
  }
  return found;
}

/** I3: what a customer sees happened once. */
function effects({ mails, mailRecords, orders, refunds }: Facts): Violation[] {
  const found: Violation[] = [];
  const wrong = (about: string, what: string) => found.push({ invariant: "I3", about, what });
  const sent = new Set(mailRecords.filter((one) => one.status === "SENT").map((one) => one.key));
  for (const [key, same] of Map.groupBy(mails, (one) => one.key)) {
    if (same.length > 1) wrong(key.split("/")[1] ?? key, `${key} came ${same.length} times`);
    if (!sent.has(key)) wrong(key.split("/")[1] ?? key, `${key} came, and no record says so`);
  }
  for (const { orderNumber, payment, status } of orders) {
    const wasPaid = payment.paidAt !== null && status !== "PENDING";
    if (wasPaid && !sent.has(`order.paid/${orderNumber}`)) {
      wrong(orderNumber, "paid, and nobody was told");
    }
  }
  const made = Map.groupBy(refunds, ({ id, metadata }) =>
    metadata?.["refundId"] === undefined
      ? id
      : `${metadata["orderNumber"]} ${metadata["refundId"]}`,
  );
  for (const [key, same] of made) {
    const [orderNumber = key, refundId = key] = key.split(" ");
    if (same.length > 1) wrong(orderNumber, `refund ${refundId} made ${same.length} times`);
  }
  return found;
}

/** Nothing may hang for ever: what is under way at rest was forgotten. */
function rest({ orders, reservations, outbox, mailRecords, carts, dead }: Facts): Violation[] {
  const found: Violation[] = [];
  const wrong = (about: string, what: string) => found.push({ invariant: "rest", about, what });
  const statusOf = new Map(orders.map(({ orderNumber, status }) => [orderNumber, status]));
  for (const { orderNumber, status, refunds } of orders) {
    if (status === "PENDING") wrong(orderNumber, "still PENDING");
    for (const { id, status: state } of refunds) {
      if (state === "REQUESTED") wrong(orderNumber, `refund ${id} still REQUESTED`);
    }
  }
  for (const { orderNumber } of reservations) wrong(orderNumber, "still holds stock");
  for (const { kind, orderNumber } of outbox) {
    wrong(orderNumber, `${kind} was never told`);
  }
  for (const { key, status } of mailRecords) {
    if (status !== "SENT") wrong(key.split("/")[1] ?? key, `${key} is ${status}`);
  }
  for (const { id, checkout, pendingOrders } of carts) {
    for (const order of new Set([checkout, ...pendingOrders])) {
      if (order !== null && statusOf.get(order) !== "PENDING") {
        wrong(order, `basket ${id} waits for it`);
      }
    }
  }
  for (const { queue, body } of dead) {
    const order = ORDER.exec(body)?.[0] ?? queue;
    wrong(order, `dead letter of ${queue}: ${body.slice(0, 120)}`);
  }
  return found;
}
