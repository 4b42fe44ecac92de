import type { Flow } from "../explorer.ts";
import { live } from "../mortal.ts";
import { newGoods, newShopper } from "../people.ts";
import type { World } from "../world.ts";
import { ended, nothingSold } from "./outcomes.ts";

const STOCKED = 5;
const PIECES = 2;
const STAFF = { sub: "staff", role: "staff" } as const;

/** What staff and shoppers do with an order once it is there. */
export const selling: readonly Flow[] = [
  {
    name: "cancelled by the shopper, unpaid",
    async prepare(world) {
      const { sku, cancel } = await newOrder(world);
      return {
        sku,
        run: cancel,
        afterwards: cancel,
        end: (facts) => nothingSold(facts, sku, STOCKED),
      };
    },
  },
  {
    name: "cancelled by the shopper, paid",
    async prepare(world) {
      const { sku, cancel } = await newPaidOrder(world);
      const wanted = { status: "CANCELLED", free: STOCKED, refunds: 1 };
      return { sku, run: cancel, afterwards: cancel, end: (facts) => ended(facts, sku, wanted) };
    },
  },
  {
    name: "cancelled by staff, who do not ask twice",
    async prepare(world) {
      const { sku, orderNumber } = await newPaidOrder(world);
      return {
        sku,
        run: () => world.call("admin.cancelOrder", { as: STAFF, params: { orderNumber } }),
      };
    },
  },
  {
    name: "refund in part, with restock",
    async prepare(world) {
      const { sku, orderNumber } = await newPaidOrder(world);
      const headers = { "idempotency-key": crypto.randomUUID() };
      const body = { lines: [{ sku, quantity: 1 }], restock: true, reason: "Chipped" };
      const params = { orderNumber };
      const run = () => world.call("admin.createRefund", { as: STAFF, params, headers, body });
      const wanted = { status: "PAID", free: STOCKED - PIECES + 1, refunds: 1 };
      return { sku, run, afterwards: run, end: (facts) => ended(facts, sku, wanted) };
    },
  },
  {
    name: "refund job, of what staff only wrote down",
    async prepare(world) {
      const { sku, orderNumber } = await newPaidOrder(world);
      await requestRefund(world, orderNumber);
      await world.relay();
      const wanted = { status: "REFUNDED", free: STOCKED - PIECES, refunds: 1 };
      return {
        sku,
        run: () => world.consume("jobs.processOrder"),
        end: (facts) => ended(facts, sku, wanted),
      };
    },
    next: (world) => world.advance(5),
  },
  {
    name: "fulfilment in parts",
    async prepare(world) {
      const { sku, orderNumber } = await newPaidOrder(world);
      const params = { orderNumber };
      const ship = (body: object) =>
        world.call("admin.createFulfilment", { as: STAFF, params, body });
      return {
        sku,
        run: () => ship({ lines: [{ sku, quantity: 1 }], carrier: "DHL" }),
        afterwards: () => ship({}),
        end: (facts) => ended(facts, sku, { status: "SHIPPED", free: STOCKED - PIECES }),
      };
    },
  },
  {
    name: "a return received and given back",
    async prepare(world) {
      const { sku, orderNumber } = await newPaidOrder(world);
      const params = { orderNumber };
      const staff = (id: Parameters<World["call"]>[0], more: object, body: object) =>
        world.call(id, { as: STAFF, params: { ...params, ...more }, body });
      await staff("admin.createFulfilment", {}, {});
      await staff("admin.deliverFulfilment", { fulfilmentId: "F1" }, {});
      await staff("admin.createReturn", {}, { lines: [{ sku, quantity: 1 }] });
      await staff("admin.approveReturn", { returnId: "T1" }, {});
      const headers = { "idempotency-key": crypto.randomUUID() };
      const receive = () => staff("admin.receiveReturn", { returnId: "T1" }, { restock: true });
      const refund = () =>
        world.call("admin.createRefund", {
          as: STAFF,
          params,
          headers,
          body: { returnId: "T1", reason: "Returned", restock: false },
        });
      return {
        sku,
        async run() {
          await receive();
          await refund();
        },
        async afterwards() {
          await receive();
          await refund();
        },
        end: (facts) =>
          ended(facts, sku, { status: "DELIVERED", free: STOCKED - PIECES + 1, refunds: 1 }),
      };
    },
  },
  {
    name: "stock adjusted under a key",
    async prepare(world) {
      const sku = await newGoods(STOCKED);
      const headers = { "idempotency-key": crypto.randomUUID() };
      const body = { quantity: 3, reason: "Counted" };
      const run = () =>
        world.call("admin.adjustInventory", { as: STAFF, params: { sku }, headers, body });
      return { sku, run, afterwards: run, end: (facts) => nothingSold(facts, sku, STOCKED + 3) };
    },
  },
];

async function newOrder(world: World) {
  const sku = await newGoods(STOCKED);
  const shopper = await newShopper(world, sku, PIECES);
  const orderNumber = await shopper.order();
  const cancel = () => shopper.cancel();
  return { sku, shopper, orderNumber, cancel };
}

async function newPaidOrder(world: World) {
  const order = await newOrder(world);
  await order.shopper.pay();
  await world.deliverEvents();
  await world.consume("jobs.processOrder");
  return order;
}

/** A refund whose process died between the intent and the call of Stripe. */
async function requestRefund(world: World, orderNumber: string): Promise<void> {
  await live(
    () =>
      world.call("admin.createRefund", {
        as: STAFF,
        params: { orderNumber },
        headers: { "idempotency-key": crypto.randomUUID() },
        body: { reason: "Lost on its way" },
      }),
    { at: ({ service }) => service === "stripe", accident: "dies before" },
  );
}
