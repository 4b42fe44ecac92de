import * as Cart from "#domain/cart";
import { mergeCarts } from "#flows/merge-carts";
import type { Duel } from "../duels.ts";
import { newGoods, newShopper, otherTab } from "../people.ts";
import { expectBought, hear, ordered } from "./duel-scenes.ts";

/** Pairs and trios that meet in the shop: tabs, shoppers, the bank and the clock. */
export const shopDuels: readonly Duel[] = [
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
