import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JobId } from "#contracts/jobs";
import { type Facts, readFacts, scan } from "./facts.ts";
import { violations } from "./invariants.ts";
import { newGoods, newShopper, otherTab } from "./people.ts";
import { openWorld, type World } from "./world.ts";

const STAFF = { sub: "staff", role: "staff" } as const;
const CONSUMER = {
  orders: "jobs.processOrder",
  mail: "jobs.sendMail",
  projection: "jobs.projectChanges",
} as const satisfies Record<string, JobId>;
const TABLES = [
  '"Order"',
  '"OrderItem"',
  '"Fulfilment"',
  '"Refund"',
  '"Return"',
  '"Product"',
  'projector."Stock"',
];

let world: World;

beforeAll(async () => {
  world = await openWorld({ reporting: true });
  await session();
  await world.settle();
});

afterAll(() => world.close());

/** A day in the shop: bought, declined, left, cancelled, sent in parts, given back, returned. */
async function session(): Promise<void> {
  const sku = await newGoods(40);
  const staff = (
    id: Parameters<World["call"]>[0],
    params: Record<string, string>,
    body: object = {},
  ) => {
    const headers = { "idempotency-key": crypto.randomUUID() };
    return world.call(id, { as: STAFF, params, body, headers });
  };
  const shoppers = await Promise.all(Array.from({ length: 7 }, () => newShopper(world, sku)));
  const [bought, left, called, sent, back, returned, refused] = shoppers;
  if (!bought || !left || !called || !sent || !back || !returned || !refused) return;
  for (const shopper of shoppers) await shopper.order();
  await refused.pay("4000 0000 0000 0002");
  for (const shopper of [bought, called, sent, back, returned]) await shopper.pay();
  await world.drain();
  await otherTab(world, refused).checkout();
  await called.cancel();
  await staff(
    "admin.createFulfilment",
    { orderNumber: sent.orderNumber() },
    { lines: [{ sku, quantity: 1 }] },
  );
  await staff("admin.createFulfilment", { orderNumber: sent.orderNumber() });
  await staff("admin.deliverFulfilment", { orderNumber: sent.orderNumber(), fulfilmentId: "F1" });
  await staff("admin.createRefund", { orderNumber: back.orderNumber() }, { reason: "Broken" });
  const orderNumber = returned.orderNumber();
  await staff("admin.createFulfilment", { orderNumber });
  await staff("admin.createReturn", { orderNumber }, { lines: [{ sku, quantity: 1 }] });
  await staff("admin.approveReturn", { orderNumber, returnId: "T1" });
  await staff("admin.receiveReturn", { orderNumber, returnId: "T1" }, { restock: true });
  await staff("admin.createRefund", { orderNumber }, { returnId: "T1", reason: "Returned" });
  await staff("admin.adjustInventory", { sku }, { quantity: 5, reason: "Found" });
}

async function rows(): Promise<Record<string, unknown>> {
  const found = await Promise.all(
    TABLES.map(async (table) => [table, await world.sql(`select * from ${table} order by id`)]),
  );
  return Object.fromEntries(found);
}

function keyOf(item: Record<string, unknown>): string {
  return `${String(item["PK"])} ${String(item["SK"])}`;
}

/** Everything that a replay must leave as it is. */
async function everything() {
  const items = await scan(world.tableName);
  return {
    items: items
      // Where the reconciliation has read to, which is its own affair.
      .filter((item) => item["type"] !== "Cursor")
      .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
    mails: world.mails.length,
    stripe: (await readFacts(world)).refunds,
    rows: await rows(),
  };
}

/** Hands every message that was ever sent to its job again, in batches. */
async function replayQueues(order: "as they came" | "reversed"): Promise<void> {
  const history = [...world.queues.history];
  if (order === "reversed") history.reverse();
  for (const [queue, job] of Object.entries(CONSUMER)) {
    const messages = history
      .filter((one) => one.queue === queue)
      .map(({ body }, at) => ({ id: `again-${at}`, body, receiveCount: 1 }));
    for (let at = 0; at < messages.length; at += 10) {
      expect([...(await world.give(job, messages.slice(at, at + 10)))]).toEqual([]);
    }
  }
}

/** I4: rows equal the table's newest versions. */
async function drifts(facts: Facts): Promise<string[]> {
  const found = await world.sql('select "orderNumber", status, version from "Order"');
  const byNumber = new Map(found.map((row) => [row["orderNumber"], row]));
  const orders = facts.orders.flatMap(({ orderNumber, status, version }) => {
    const row = byNumber.get(orderNumber);
    return row?.["status"] === status && row["version"] === version
      ? []
      : [`${orderNumber} is ${status} ${version}, its row ${JSON.stringify(row)}`];
  });
  const stocks = await world.sql('select id, available from projector."Stock"');
  const pieces = new Map(stocks.map((row) => [row["id"], row["available"]]));
  return [
    ...orders,
    ...facts.stocks
      .filter(({ sku, available }) => pieces.get(sku) !== available)
      .map(({ sku, available }) => `${sku} has ${available}, its row ${String(pieces.get(sku))}`),
  ];
}

describe("a replay of everything", () => {
  it("begins with a session in which everything holds, and every row is the table's newest", async () => {
    const facts = await readFacts(world);
    expect(violations(facts)).toEqual([]);
    expect(await drifts(facts)).toEqual([]);
    expect(new Set(facts.orders.map(({ status }) => status))).toEqual(
      new Set(["PAID", "CANCELLED", "SHIPPED", "REFUNDED"]),
    );
    expect(world.queues.history.length).toBeGreaterThan(50);
  });

  it("fault 14: every event of Stripe, days later and backwards, changes nothing", async () => {
    const before = await everything();
    world.pass(3 * 24 * 60);
    const events = world.stripe
      .prepare("select json from objects where kind = 'event' order by seq desc")
      .all()
      .map((row) => JSON.parse(String(row["json"])));
    for (const event of events) {
      expect((await world.deliverEvent(event)).status).toBe(200);
    }
    await world.drain();
    expect(await everything()).toEqual(before);
  });

  it.each(["as they came", "reversed"] as const)(
    "fault 25: every message of every queue, %s, changes nothing",
    async (order) => {
      const before = await everything();
      await replayQueues(order);
      await replayQueues(order);
      await world.drain();
      expect(await everything()).toEqual(before);
    },
  );

  it("fault 25: the stream from its start, forwards and backwards, changes nothing", async () => {
    const before = await everything();
    const { history } = world.stream;
    for (const records of [[...history], history.toReversed()]) {
      for (let at = 0; at < records.length; at += 100) {
        expect(await world.tell(records.slice(at, at + 100))).toBeUndefined();
      }
      await world.drain();
    }
    expect(await everything()).toEqual(before);
  });

  it("fault 25: an empty database that gets all of it doubled and backwards ends with the same rows", async () => {
    const before = await rows();
    const messages = world.queues.history.filter(({ queue }) => queue === "projection");
    const again = [...messages, ...messages]
      .toReversed()
      .map(({ body }, at) => ({ id: `again-${at}`, body, receiveCount: 1 }));
    await world.sql(`truncate ${TABLES.join(", ")}, projector."Tombstone" cascade`);
    expect(await rows()).not.toEqual(before);
    for (let at = 0; at < again.length; at += 7) {
      expect([...(await world.give("jobs.projectChanges", again.slice(at, at + 7)))]).toEqual([]);
    }
    expect(await rows()).toEqual(before);
    expect(await drifts(await readFacts(world))).toEqual([]);
  });
});
