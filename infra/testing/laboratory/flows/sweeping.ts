import type { Call } from "../calls.ts";
import type { Flow } from "../explorer.ts";
import { live } from "../mortal.ts";
import { newGoods, newShopper } from "../people.ts";
import type { World } from "../world.ts";
import { nothingSold, soldOnce } from "./outcomes.ts";

const STOCKED = 5;
const PIECES = 2;

/** What happens by itself: relay, mails, and the schedules that make good what was lost. */
export const sweeping: readonly Flow[] = [
  {
    name: "relay of the stream",
    async prepare(world) {
      const { sku } = await newPaidOrder(world);
      return {
        sku,
        run: () => world.relay(),
        end: (facts) => soldOnce(facts, sku, STOCKED - PIECES),
      };
    },
    next: (world) => world.relay(),
  },
  {
    name: "fault 23: mail job",
    async prepare(world) {
      const { sku } = await newPaidOrder(world);
      await world.relay();
      return {
        sku,
        run: () => world.consume("jobs.sendMail"),
        end: (facts) => soldOnce(facts, sku, STOCKED - PIECES),
      };
    },
    next: (world) => world.advance(4),
  },
  {
    name: "what SES tells of a mail",
    async prepare(world) {
      const { sku } = await newPaidOrder(world);
      await world.relay();
      // SES takes it, and its sender dies before it hears of it.
      const taken = {
        at: ({ service }: Call) => service === "ses",
        accident: "dies after",
      } as const;
      await live(() => world.consume("jobs.sendMail"), taken);
      return {
        sku,
        run: () => world.consume("jobs.recordMailEvents"),
        end: (facts) => soldOnce(facts, sku, STOCKED - PIECES),
      };
    },
    next: (world) => world.advance(8),
  },
  {
    name: "fault 24: outbox sweeper, after the stream lost its records",
    async prepare(world) {
      const { sku } = await newPaidOrder(world);
      await world.loseStream();
      world.pass(6);
      return {
        sku,
        run: () => world.onSchedule("jobs.sweepOutbox"),
        end: (facts) => soldOnce(facts, sku, STOCKED - PIECES),
      };
    },
    next: (world) => world.onSchedule("jobs.sweepOutbox"),
  },
  {
    name: "release of an unpaid order",
    async prepare(world) {
      const { sku } = await newOrder(world);
      world.pass(36);
      return {
        sku,
        run: () => world.onSchedule("jobs.releaseReservations"),
        end: (facts) => nothingSold(facts, sku, STOCKED),
      };
    },
    next: (world) => world.onSchedule("jobs.releaseReservations"),
  },
  {
    name: "release of an order whose webhook was lost",
    async prepare(world) {
      const { sku, shopper } = await newOrder(world);
      await shopper.pay();
      world.loseEvents();
      world.pass(36);
      return {
        sku,
        run: () => world.onSchedule("jobs.releaseReservations"),
        end: (facts) => soldOnce(facts, sku, STOCKED - PIECES),
      };
    },
    next: (world) => world.onSchedule("jobs.releaseReservations"),
  },
  {
    name: "fault 18: reconciliation of an event that nobody took",
    async prepare(world) {
      const { sku, shopper } = await newOrder(world);
      await shopper.pay();
      world.loseEvents();
      world.pass(4);
      return {
        sku,
        run: () => world.onSchedule("jobs.reconcilePayments"),
        end: (facts) => soldOnce(facts, sku, STOCKED - PIECES),
      };
    },
    next: async (world) => {
      await world.onSchedule("jobs.reconcilePayments");
      await world.consume("jobs.processOrder");
    },
  },
];

async function newOrder(world: World) {
  const sku = await newGoods(STOCKED);
  const shopper = await newShopper(world, sku, PIECES);
  await shopper.order();
  return { sku, shopper };
}

async function newPaidOrder(world: World) {
  const order = await newOrder(world);
  await order.shopper.pay();
  await world.deliverEvents();
  await world.consume("jobs.processOrder");
  return order;
}
