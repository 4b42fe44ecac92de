import * as Carts from "#data/cart";
import * as Orders from "#data/order";
import * as Reservations from "#data/reservation";
import * as Stocks from "#data/stock";
import { transact } from "#data/write";
import * as Cart from "#domain/cart";
import * as Order from "#domain/order";
import type { Flow } from "../explorer.ts";
import { newGoods, newShopper } from "../people.ts";
import { ended, nothingSold, soldOnce } from "./outcomes.ts";

const STOCKED = 5;
/** What each shopper has in the basket. */
const PIECES = 2;

/** From the basket to the paid order. */
export const buying: readonly Flow[] = [
  {
    name: "fault 1: checkout, asked again and paid",
    async prepare(world) {
      const sku = await newGoods(STOCKED);
      const shopper = await newShopper(world, sku, PIECES);
      return {
        sku,
        run: () => shopper.checkout(),
        async afterwards() {
          await shopper.order();
          await shopper.pay();
        },
        end: (facts) => soldOnce(facts, sku, STOCKED - PIECES),
      };
    },
  },
  {
    name: "checkout, given up",
    async prepare(world) {
      const sku = await newGoods(STOCKED);
      const shopper = await newShopper(world, sku, PIECES);
      return {
        sku,
        run: () => shopper.checkout(),
        end: (facts) => nothingSold(facts, sku, STOCKED),
      };
    },
  },
  {
    name: "checkout of a changed basket",
    async prepare(world) {
      // As many as the former order holds and what is free, so that it must have been given up.
      const sku = await newGoods(3);
      const shopper = await newShopper(world, sku, PIECES);
      await shopper.order();
      await shopper.send("cart.setItem", { params: { sku }, body: { quantity: 3 } });
      const key = crypto.randomUUID();
      return {
        sku,
        run: () => shopper.checkout(key),
        async afterwards() {
          await shopper.order(key);
          await shopper.pay();
        },
        end: (facts) => soldOnce(facts, sku, 0),
      };
    },
  },
  {
    name: "fault 17: webhook, sent again",
    async prepare(world) {
      const { sku } = await newPayment(world);
      return {
        sku,
        run: () => world.deliverEvents(),
        end: (facts) => soldOnce(facts, sku, STOCKED - PIECES),
      };
    },
  },
  {
    name: "order job, paid",
    async prepare(world) {
      const { sku } = await newPayment(world);
      await world.deliverEvents();
      return {
        sku,
        run: () => world.consume("jobs.processOrder"),
        end: (facts) => soldOnce(facts, sku, STOCKED - PIECES),
      };
    },
  },
  {
    name: "order job, declined, then another card",
    async prepare(world) {
      const { sku, shopper } = await newPayment(world, "4000 0000 0000 0002");
      await world.deliverEvents();
      return {
        sku,
        run: () => world.consume("jobs.processOrder"),
        afterwards: () => shopper.pay(),
        end: (facts) => soldOnce(facts, sku, STOCKED - PIECES),
      };
    },
  },
  {
    name: "fault 9: order job, paid after the hold had ended",
    async prepare(world) {
      const { sku, orderNumber } = await newPayment(world);
      await endHold(orderNumber);
      await world.deliverEvents();
      return {
        sku,
        run: () => world.consume("jobs.processOrder"),
        end: (facts) => soldOnce(facts, sku, STOCKED - PIECES),
      };
    },
  },
  {
    name: "fault 9: order job, paid after the goods were gone",
    async prepare(world) {
      const { sku, orderNumber } = await newPayment(world);
      await endHold(orderNumber);
      await world.call("admin.adjustInventory", {
        as: { sub: "staff", role: "staff" },
        params: { sku },
        body: { quantity: -STOCKED, reason: "Broken" },
      });
      await world.deliverEvents();
      return {
        sku,
        run: () => world.consume("jobs.processOrder"),
        end: (facts) => ended(facts, sku, { status: "CANCELLED", free: 0, refunds: 1 }),
      };
    },
  },
];

async function newPayment(world: Parameters<Flow["prepare"]>[0], card?: string) {
  const sku = await newGoods(STOCKED);
  const shopper = await newShopper(world, sku, PIECES);
  const orderNumber = await shopper.order();
  await shopper.pay(card);
  return { sku, shopper, orderNumber };
}

/** As if the sweeper had found the page closed, and the payment had come all the same. */
async function endHold(orderNumber: string): Promise<void> {
  const now = new Date();
  const order = await Orders.get(orderNumber);
  const hold = await Reservations.get(orderNumber);
  if (order === undefined || hold === undefined) throw new Error(`${orderNumber} holds nothing.`);
  const cart = await Carts.get(order.cartId, now);
  const step = Order.cancel(order, { detail: "Not paid in time." }, now);
  const refusals = await transact([
    Orders.replace(step.order),
    Reservations.endWith(step.event),
    ...hold.lines.map((line) => Stocks.release(line, now)),
    ...(cart ? [Carts.put(Cart.forgetOrder(cart, orderNumber, now), now)] : []),
  ]);
  if (refusals.length > 0) throw new Error(`The hold of ${orderNumber} did not end.`);
}
