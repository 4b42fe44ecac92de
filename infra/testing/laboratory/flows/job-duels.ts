import type { Duel } from "../duels.ts";
import { newGoods, newShopper } from "../people.ts";
import { expectBought, ordered, paid } from "./duel-scenes.ts";

const STAFF = { sub: "staff", role: "staff" } as const;

/** Pairs that meet behind the shop: jobs that get the same message, staff and the shopper. */
export const jobDuels: readonly Duel[] = [
  {
    name: "two of the team give everything back",
    async prepare(world) {
      const { sku, orderNumber } = await paid(world);
      const refund = () =>
        world.call("admin.createRefund", {
          as: STAFF,
          params: { orderNumber },
          headers: { "idempotency-key": crypto.randomUUID() },
          body: { reason: "Broken" },
        });
      return { sku, actors: [refund, refund], end: (facts) => expectBought(facts, sku, 0) };
    },
  },
  {
    name: "fault 10: two sweepers on one hold",
    async prepare(world) {
      const { sku } = await ordered(world);
      world.pass(36);
      const sweep = () => world.onSchedule("jobs.releaseReservations");
      return { sku, actors: [sweep, sweep], end: (facts) => expectBought(facts, sku, 0) };
    },
  },
  {
    name: "fault 21: a message that comes back in mid-job",
    async prepare(world) {
      const { sku, shopper } = await ordered(world);
      await shopper.pay();
      await world.deliverEvents();
      const batch = world.receive("jobs.processOrder");
      const job = () => world.consume("jobs.processOrder", batch);
      return {
        sku,
        // Each has the same messages, as when visibility runs out in mid-job.
        actors: [job, job],
        end: (facts) => expectBought(facts, sku, 1),
      };
    },
  },
  {
    name: "fault 21: two who send one mail",
    async prepare(world) {
      const { sku } = await paid(world);
      await world.relay();
      const batch = world.receive("jobs.sendMail");
      const job = () => world.consume("jobs.sendMail", batch);
      return { sku, actors: [job, job], end: (facts) => expectBought(facts, sku, 1) };
    },
  },
  {
    name: "fault 14: a refusal of the bank told twice at once",
    async prepare(world) {
      const { sku, shopper, orderNumber } = await ordered(world);
      await shopper.pay("4000 0000 0000 0002");
      await world.deliverEvents();
      const batch = world.receive("jobs.processOrder");
      const job = () => world.consume("jobs.processOrder", batch);
      return {
        sku,
        actors: [job, job],
        end: (facts) => {
          const told = facts.events.filter(
            (one) => one.orderNumber === orderNumber && one.kind === "declined",
          );
          return told.length === 1 ? [] : [`the timeline says it ${told.length} times`];
        },
      };
    },
  },
  {
    name: "shipped while it is cancelled",
    async prepare(world) {
      const { sku, orderNumber, shopper } = await paid(world);
      return {
        sku,
        actors: [
          () =>
            world.call("admin.createFulfilment", { as: STAFF, params: { orderNumber }, body: {} }),
          () => shopper.cancel(),
        ],
        end: (facts) => expectBought(facts, sku, 0, 1),
      };
    },
  },
  {
    name: "stock counted down while it is bought",
    async prepare(world) {
      const sku = await newGoods(3);
      const shopper = await newShopper(world, sku);
      const body = { quantity: -2, reason: "Broken" };
      return {
        sku,
        actors: [
          () => shopper.checkout(),
          () => world.call("admin.adjustInventory", { as: STAFF, params: { sku }, body }),
        ],
        afterwards: () => shopper.pay().catch(() => undefined),
        end: (facts) => expectBought(facts, sku, 0, 1),
      };
    },
  },
];
