import type { Flow } from "./explorer.ts";
import type { Facts } from "./facts.ts";
import { newGoods, newShopper } from "./people.ts";

/** One order of `pieces` was paid, and exactly they are gone. */
function soldOnce(facts: Facts, sku: string, stocked: number, pieces: number): string[] {
  const paid = facts.ordersOf(sku).filter(({ status }) => status === "PAID");
  const left = facts.stocks.filter((one) => one.sku === sku).map((one) => one.available);
  return [
    ...(paid.length === 1 ? [] : [`${paid.length} orders paid`]),
    ...(left.reduce((sum, one) => sum + one, 0) === stocked - pieces
      ? []
      : [`${left.join(" + ")} left`]),
  ];
}

/** Nothing was bought, and everything is for sale again. */
function nothingSold(facts: Facts, sku: string, stocked: number): string[] {
  const live = facts.ordersOf(sku).filter(({ status }) => status !== "CANCELLED");
  const left = facts.stocks.filter((one) => one.sku === sku).map((one) => one.available);
  return [
    ...live.map(({ orderNumber, status }) => `${orderNumber} is ${status}`),
    ...(left.reduce((sum, one) => sum + one, 0) === stocked ? [] : [`${left.join(" + ")} left`]),
  ];
}

/** Everything that moves money, stock or mail, with what people do when it dies under them. */
export const flows: readonly Flow[] = [
  {
    name: "checkout, asked again and paid",
    async prepare(world) {
      const sku = await newGoods(5);
      const shopper = await newShopper(world, sku);
      return {
        sku,
        run: () => shopper.checkout(),
        async afterwards() {
          await shopper.order();
          await shopper.pay();
        },
        end: (facts) => soldOnce(facts, sku, 5, 2),
      };
    },
  },
  {
    name: "checkout, given up",
    async prepare(world) {
      const sku = await newGoods(5);
      const shopper = await newShopper(world, sku);
      return { sku, run: () => shopper.checkout(), end: (facts) => nothingSold(facts, sku, 5) };
    },
  },
  {
    name: "checkout of a changed basket",
    async prepare(world) {
      const sku = await newGoods(3);
      const shopper = await newShopper(world, sku);
      await shopper.order();
      await shopper.send("cart.setItem", { params: { sku }, body: { quantity: 3 } });
      const key = crypto.randomUUID();
      return {
        sku,
        run: () => shopper.checkout(key),
        async afterwards() {
          await shopper.checkout(key);
          await shopper.pay();
        },
        end: (facts) => soldOnce(facts, sku, 3, 3),
      };
    },
  },
  {
    name: "webhook",
    async prepare(world) {
      const sku = await newGoods(5);
      const shopper = await newShopper(world, sku);
      await shopper.order();
      await shopper.pay();
      return { sku, run: () => world.deliverEvents(), end: (facts) => soldOnce(facts, sku, 5, 2) };
    },
  },
  {
    name: "order job, paid",
    async prepare(world) {
      const sku = await newGoods(5);
      const shopper = await newShopper(world, sku);
      await shopper.order();
      await shopper.pay();
      await world.deliverEvents();
      return {
        sku,
        run: () => world.consume("jobs.processOrder"),
        end: (facts) => soldOnce(facts, sku, 5, 2),
      };
    },
  },
  {
    name: "order job, declined, then another card",
    async prepare(world) {
      const sku = await newGoods(5);
      const shopper = await newShopper(world, sku);
      await shopper.order();
      await shopper.pay("4000 0000 0000 0002");
      await world.deliverEvents();
      return {
        sku,
        run: () => world.consume("jobs.processOrder"),
        afterwards: () => shopper.pay(),
        end: (facts) => soldOnce(facts, sku, 5, 2),
      };
    },
  },
  {
    name: "relay of the stream",
    async prepare(world) {
      const sku = await newGoods(5);
      const shopper = await newShopper(world, sku);
      await shopper.order();
      await shopper.pay();
      await world.deliverEvents();
      await world.consume("jobs.processOrder");
      return { sku, run: () => world.relay(), end: (facts) => soldOnce(facts, sku, 5, 2) };
    },
    alone: true,
  },
  {
    name: "outbox sweeper, after the stream lost its records",
    async prepare(world) {
      const sku = await newGoods(5);
      const shopper = await newShopper(world, sku);
      await shopper.order();
      await shopper.pay();
      await world.deliverEvents();
      await world.consume("jobs.processOrder");
      await world.loseStream();
      world.pass(6);
      return {
        sku,
        run: () => world.onSchedule("jobs.sweepOutbox"),
        end: (facts) => soldOnce(facts, sku, 5, 2),
      };
    },
    alone: true,
  },
  {
    name: "release of an unpaid order",
    async prepare(world) {
      const sku = await newGoods(5);
      const shopper = await newShopper(world, sku);
      await shopper.order();
      world.pass(36);
      return {
        sku,
        run: () => world.onSchedule("jobs.releaseReservations"),
        end: (facts) => nothingSold(facts, sku, 5),
      };
    },
    alone: true,
  },
  {
    name: "release of an order whose webhook was lost",
    async prepare(world) {
      const sku = await newGoods(5);
      const shopper = await newShopper(world, sku);
      await shopper.order();
      await shopper.pay();
      world.loseEvents();
      world.pass(36);
      return {
        sku,
        run: () => world.onSchedule("jobs.releaseReservations"),
        end: (facts) => soldOnce(facts, sku, 5, 2),
      };
    },
    alone: true,
  },
];
