import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jobs } from "#contracts/jobs";
import { synthesize } from "../../stacks/fixture.ts";
import { type Gate, through } from "./calls.ts";
import { readFacts } from "./facts.ts";
import { violations } from "./invariants.ts";
import { live } from "./mortal.ts";
import { newGoods, newShopper } from "./people.ts";
import { openWorld, type World } from "./world.ts";

let world: World;

beforeAll(async () => {
  world = await openWorld();
});

afterAll(() => world.close());

/** A paid order whose event waits in the orders queue. */
async function paying(sku: string): Promise<string> {
  const shopper = await newShopper(world, sku, 1);
  const orderNumber = await shopper.order();
  await shopper.pay();
  await world.deliverEvents();
  return orderNumber;
}

async function statuses(orderNumbers: readonly string[]): Promise<string[]> {
  const { orders } = await readFacts(world);
  return orderNumbers.map(
    (number) => orders.find((one) => one.orderNumber === number)?.status ?? "none",
  );
}

/** The orders job once, and again as often as its queue gives a message out. */
async function untilGivenUp(): Promise<void> {
  for (let tries = 0; tries < 7; tries++) {
    await world.consume("jobs.processOrder");
    world.pass(4);
  }
}

describe("the orders queue", () => {
  it("fault 20: with one poison message in ten, nine succeed once and one is set aside", async () => {
    const sku = await newGoods(20);
    const orderNumbers: string[] = [];
    for (let at = 0; at < 9; at++) {
      if (at === 4) {
        const poison = { id: "evt_poison", type: "checkout.session.completed", created: 1 };
        const body = { kind: "stripe.event", ...poison, sessionId: "cs_nobody_knows" };
        world.queues.put("orders", JSON.stringify(body));
      }
      orderNumbers.push(await paying(sku));
    }
    await world.consume("jobs.processOrder");
    expect(await statuses(orderNumbers)).toEqual(orderNumbers.map(() => "PAID"));
    expect(world.queues.of("orders")).toMatchObject([{ receiveCount: 1 }]);

    await untilGivenUp();
    expect(world.queues.of("orders")).toEqual([]);
    expect(world.dead).toMatchObject([
      { queue: "orders", body: expect.stringContaining("evt_poison") },
    ]);
    world.dead.length = 0;
    await world.settle();
    expect(violations(await readFacts(world))).toEqual([]);
  });

  it("fault 20: and an alarm names what the shopper loses", () => {
    const { at } = synthesize();
    expect(at("jobs/orders.dead/Alarm").Properties).toMatchObject({
      AlarmDescription: jobs["jobs.processOrder"].impact,
      MetricName: "ApproximateNumberOfMessagesVisible",
      Threshold: 1,
    });
  });

  it("fault 21: a job that outlives its message's time meets its twin, and pays the order once", async () => {
    const sku = await newGoods(3);
    const orderNumber = await paying(sku);
    const slow = world.receive("jobs.processOrder");
    world.pass(4);
    const twin = world.receive("jobs.processOrder");
    expect(twin.messages.map((one) => one.receiveCount)).toEqual([2]);

    await Promise.all([
      world.consume("jobs.processOrder", slow),
      world.consume("jobs.processOrder", twin),
    ]);
    await world.settle();
    const facts = await readFacts(world);
    const steps = facts.events.filter((one) => one.orderNumber === orderNumber);
    expect(steps.filter(({ kind }) => kind === "paid")).toHaveLength(1);
    expect(steps).toHaveLength(2);
    expect(facts.stocks.filter((one) => one.sku === sku)).toMatchObject([{ onHand: 2 }]);
    expect(violations(facts)).toEqual([]);
  });

  it("fault 22: set aside while Stripe was down, sent again after the fix: no effect twice", async () => {
    const sku = await newGoods(3);
    const orderNumber = await paying(sku);
    const down: Gate = {
      async pass({ service }, work) {
        if (service === "stripe") throw new Error("Stripe is down.");
        return await work();
      },
    };
    await through(down, untilGivenUp);
    expect(await statuses([orderNumber])).toEqual(["PENDING"]);
    expect(world.dead).toHaveLength(1);

    // The shop's own recovery is faster than the people who redrive.
    await world.settle();
    const before = await readFacts(world);
    expect(await statuses([orderNumber])).toEqual(["PAID"]);
    for (const { queue, body } of world.dead.splice(0)) {
      world.queues.put(queue, body);
      world.queues.put(queue, body);
    }
    await world.settle();
    const after = await readFacts(world);
    expect(after.orders).toEqual(before.orders);
    expect(after.stocks).toEqual(before.stocks);
    expect(after.mails).toHaveLength(before.mails.length);
    expect(violations(after)).toEqual([]);
  });
});

describe("a function", () => {
  /** What becomes of an invocation that Lambda ends, or never begins. */
  const ends = {
    "that times out in the middle": () => live(job, { at: 3, accident: "dies before" }),
    "that runs out of memory once its work is done": () =>
      live(job, { at: ({ operation }) => operation === "TransactWrite", accident: "dies after" }),
    "that does not start": async () => void world.receive("jobs.processOrder"),
    "that finds no free place for three tries": async () => {
      for (let tries = 0; tries < 3; tries++) {
        world.receive("jobs.processOrder");
        world.pass(4);
      }
    },
  };
  const job = () => world.consume("jobs.processOrder");

  it.each(Object.entries(ends))(
    "fault 40: %s leaves its message to the next one",
    async (_, end) => {
      const sku = await newGoods(3);
      const orderNumber = await paying(sku);
      await end();
      expect(world.queues.of("orders").length).toBeGreaterThan(0);
      await world.settle();
      expect(await statuses([orderNumber])).toEqual(["PAID"]);
      expect(world.dead).toEqual([]);
      expect(violations(await readFacts(world))).toEqual([]);
    },
  );
});
