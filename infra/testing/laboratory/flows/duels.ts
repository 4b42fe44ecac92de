import * as Cart from "#domain/cart";
import { mergeCarts } from "#flows/merge-carts";
import type { Duel } from "../duels.ts";
import type { Facts } from "../facts.ts";
import { newGoods, newShopper, otherTab } from "../people.ts";
import type { World } from "../world.ts";

const STAFF = { sub: "staff", role: "staff" } as const;

/** Orders of the SKU that were paid and not given back. */
function bought(facts: Facts, sku: string): number {
  return facts.ordersOf(sku).filter(({ status }) => status !== "CANCELLED" && status !== "REFUNDED")
    .length;
}

function expectBought(facts: Facts, sku: string, ...wanted: readonly number[]): string[] {
  const found = bought(facts, sku);
  return wanted.includes(found) ? [] : [`${found} orders bought, not ${wanted.join(" or ")}`];
}

async function ordered(world: World, stocked = 5) {
  const sku = await newGoods(stocked);
  const shopper = await newShopper(world, sku);
  const orderNumber = await shopper.order();
  return { sku, shopper, orderNumber };
}

async function paid(world: World) {
  const order = await ordered(world);
  await order.shopper.pay();
  await world.deliverEvents();
  await world.consume("jobs.processOrder");
  return order;
}

/** Takes what Stripe has to tell through webhook and orders job. */
async function hear(world: World): Promise<void> {
  await world.deliverEvents();
  await world.consume("jobs.processOrder");
}

/** Pairs and trios that meet in the shop. */
export const duels: readonly Duel[] = [
  {
    name: "fault 8: two tabs check out one basket",
    async prepare(world) {
      const sku = await newGoods(9);
      const tab = await newShopper(world, sku);
      const other = otherTab(world, tab);
      return {
        sku,
        actors: [() => tab.checkout(), () => other.checkout()],
        async afterwards() {
          // Whoever was told of a page goes there; the page of a replaced order is closed.
          await tab.pay().catch(() => undefined);
          await other.pay().catch(() => undefined);
        },
        end: (facts) => expectBought(facts, sku, 0, 1),
      };
    },
  },
  {
    name: "fault 2: one request sent twice under one key",
    async prepare(world) {
      const sku = await newGoods(2);
      const shopper = await newShopper(world, sku);
      return {
        sku,
        actors: [() => shopper.checkout(), () => shopper.checkout()],
        async afterwards() {
          await shopper.order();
          await shopper.pay();
        },
        end: (facts) => [
          ...expectBought(facts, sku, 1),
          ...(facts.ordersOf(sku).length === 1 ? [] : ["more than one order"]),
        ],
      };
    },
  },
  {
    name: "fault 4: two shoppers, the last pieces",
    async prepare(world) {
      const sku = await newGoods(3);
      const [one, two] = [await newShopper(world, sku), await newShopper(world, sku)];
      return {
        sku,
        actors: [() => one.checkout(), () => two.checkout()],
        async afterwards() {
          await one.pay().catch(() => undefined);
          await two.pay().catch(() => undefined);
        },
        end: (facts) => expectBought(facts, sku, 1),
      };
    },
  },
  {
    name: "fault 8: a basket is edited while it is checked out",
    async prepare(world) {
      const sku = await newGoods(5);
      const shopper = await newShopper(world, sku);
      let edited = 0;
      const edit = async () => {
        const answer = await shopper.send("cart.setItem", {
          params: { sku },
          body: { quantity: 4 },
        });
        edited = answer.status;
      };
      return {
        sku,
        actors: [() => shopper.checkout(), edit],
        end: (facts) => {
          const [cart] = facts.carts.filter(({ id }) => id === shopper.cartId);
          const quantity = cart?.lines[0]?.quantity;
          // Refused where the checkout took pieces in between; never acknowledged and lost.
          return quantity === (edited === 200 ? 4 : 2) ? [] : [`${edited}, and ${quantity} in it`];
        },
      };
    },
  },
  {
    name: "fault 9: a payment while its hold is released",
    async prepare(world) {
      const { sku, shopper } = await ordered(world);
      world.pass(32.9);
      return {
        sku,
        actors: [
          async () => {
            await shopper.pay();
            await hear(world);
          },
          async () => {
            world.pass(3);
            await world.onSchedule("jobs.releaseReservations");
          },
        ],
        end: (facts) => expectBought(facts, sku, 0, 1),
      };
    },
  },
  {
    name: "payment and cancellation",
    async prepare(world) {
      const { sku, shopper } = await ordered(world);
      return {
        sku,
        actors: [
          async () => {
            await shopper.pay();
            await hear(world);
          },
          () => shopper.cancel(),
        ],
        end: (facts) => expectBought(facts, sku, 0, 1),
      };
    },
  },
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
    name: "fault 11: sign-in with a guest's basket, in two tabs",
    async prepare(world) {
      const sku = await newGoods(9);
      const guest = await newShopper(world, sku);
      const sub = `sub-${guest.cartId}`;
      const merge = () => mergeCarts({ guestCookie: guest.cartId, sub, now: new Date() });
      return {
        sku,
        actors: [merge, merge],
        end: (facts) => {
          const [cart] = facts.carts.filter(({ id }) => id === Cart.userCartId(sub));
          const quantity = cart?.lines[0]?.quantity;
          return quantity === 2 ? [] : [`the basket holds ${quantity}, not 2`];
        },
      };
    },
  },
  {
    name: "fault 11: sign-in while the guest's basket is checked out",
    async prepare(world) {
      const sku = await newGoods(9);
      const guest = await newShopper(world, sku);
      const sub = `sub-${guest.cartId}`;
      return {
        sku,
        actors: [
          () => guest.checkout(),
          () => mergeCarts({ guestCookie: guest.cartId, sub, now: new Date() }),
        ],
        afterwards: () => guest.pay().catch(() => undefined),
        end: (facts) => expectBought(facts, sku, 0, 1),
      };
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
  {
    name: "three shoppers, pieces for one",
    async prepare(world) {
      const sku = await newGoods(3);
      const shoppers = await Promise.all([1, 2, 3].map(() => newShopper(world, sku)));
      return {
        sku,
        actors: shoppers.map((shopper) => () => shopper.checkout()),
        afterwards: async () => {
          for (const shopper of shoppers) await shopper.pay().catch(() => undefined);
        },
        end: (facts) => expectBought(facts, sku, 1),
      };
    },
  },
  {
    name: "payment, cancellation and release at once",
    async prepare(world) {
      const { sku, shopper } = await ordered(world);
      world.pass(32.9);
      return {
        sku,
        actors: [
          async () => {
            await shopper.pay();
            await hear(world);
          },
          () => shopper.cancel(),
          async () => {
            world.pass(3);
            await world.onSchedule("jobs.releaseReservations");
          },
        ],
        end: (facts) => expectBought(facts, sku, 0, 1),
      };
    },
  },
];
