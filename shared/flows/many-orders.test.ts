import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { checkOut } from "../../infra/testing/checkout.ts";
import { bookkeepingErrors, fillCart, stockUp } from "../../infra/testing/goods.ts";
import { stripe } from "../../infra/testing/stripe-fake.ts";
import { openTestTable } from "../../infra/testing/table.ts";
import * as Orders from "#data/order";
import * as Stocks from "#data/stock";
import { waiting } from "#domain/given-up";
import type { Order } from "#domain/order";
import * as Refund from "#domain/refund";
import { Problem } from "#values/error-codes";
import { adjustStock } from "./adjust-stock.ts";
import { cancelOrder } from "./cancel.ts";
import { followRefundsOf } from "./follow-refunds.ts";
import { deliver, fulfil } from "./fulfil.ts";
import { giveBack } from "./give-back.ts";
import { cancelPending } from "./release.ts";
import { approveReturn, receiveReturn, requestReturn } from "./returns.ts";
import { settlePayment } from "./settle-payment.ts";
import { setStockPolicy } from "./stock-policy.ts";

vi.mock("#gateways/stripe", () => import("../../infra/testing/stripe-fake.ts"));

let table: Awaited<ReturnType<typeof openTestTable>>;
beforeAll(async () => {
  table = await openTestTable();
});
afterAll(() => table.close());

const now = new Date();
const parcel = { carrier: null, trackingNumber: null, trackingUrl: null, actor: "ada" };

/** Orders of one SKU, and what people do to them; `which` chooses the order. */
class Shop {
  readonly #sku: string;
  readonly orders: string[] = [];

  constructor(sku: string) {
    this.#sku = sku;
  }

  readonly deeds = {
    order: async (_: number, quantity: number) => {
      const { orderNumber } = await checkOut(await fillCart({ [this.#sku]: quantity }), now);
      this.orders.push(orderNumber);
    },
    pay: async (which: number) => {
      await settlePayment(stripe.pay(this.#number(which)), undefined, now);
    },
    lapse: async (which: number) => {
      await cancelPending(this.#number(which), { detail: "Not paid in time." }, now);
    },
    cancel: async (which: number, quantity: number) => {
      const by = { who: "team", actor: "ada", reason: null, restock: quantity > 1 } as const;
      await cancelOrder(this.#number(which), by, now);
    },
    ship: async (which: number, quantity: number) => {
      const lines = [{ sku: this.#sku, quantity }];
      await fulfil(this.#number(which), { ...parcel, lines }, now);
    },
    shipAll: async (which: number) => {
      await fulfil(this.#number(which), parcel, now);
    },
    arrive: async (which: number) => {
      await deliver(this.#number(which), "F1", "ada", now);
    },
    refund: async (which: number, quantity: number) => {
      const lines = [{ sku: this.#sku, quantity }];
      const why = { reason: "So.", returnId: null, actor: "ada", restock: which % 2 === 0 };
      await giveBack(this.#number(which), { ...why, lines }, crypto.randomUUID(), now);
    },
    refundAll: async (which: number) => {
      const why = { reason: "So.", returnId: null, actor: "ada", restock: false };
      await giveBack(this.#number(which), why, crypto.randomUUID(), now);
    },
    refuse: async () => stripe.refunds.refuse(1),
    slow: async (which: number) => stripe.refunds.become(which % 2 === 0 ? "pending" : "succeeded"),
    bank: async (which: number, quantity: number) => {
      const order = await this.#read(this.#number(which));
      const made = order.refunds.at(-1)?.stripeRefundId;
      if (!made) return;
      stripe.refunds.finish(made, quantity > 1 ? "succeeded" : "failed");
      await followRefundsOf(order, order.payment.intentId ?? "", now);
    },
    sendBack: async (which: number, quantity: number) => {
      const lines = [{ sku: this.#sku, quantity, reason: "" }];
      const asked = { lines, note: null, asker: "team", actor: "ada" } as const;
      await requestReturn(this.#number(which), asked, now);
    },
    receive: async (which: number, quantity: number) => {
      const order = await this.#read(this.#number(which));
      const last = order.returns.at(-1)?.id ?? "T1";
      await approveReturn(order.orderNumber, last, "ada", now);
      const how = { restock: quantity > 1, actor: "ada" };
      await receiveReturn(order.orderNumber, last, how, now);
    },
    bring: async (_: number, quantity: number) => {
      const why = { reason: "In", actor: "ada", now };
      await adjustStock({ sku: this.#sku, quantity, ...why });
    },
    take: async (_: number, quantity: number) => {
      const why = { reason: "Out", actor: "ada", now };
      await adjustStock({ sku: this.#sku, quantity: -quantity, ...why });
    },
    spread: async (_: number, quantity: number) => {
      await setStockPolicy({ sku: this.#sku, change: { shards: quantity }, now });
    },
  };

  #number(which: number): string {
    const found = this.orders[which % Math.max(1, this.orders.length)];
    if (found !== undefined) return found;
    throw new Problem("ORDER_NOT_FOUND", "There is no order yet.");
  }

  async #read(orderNumber: string): Promise<Order> {
    const order = await Orders.get(orderNumber);
    if (order === undefined) throw new Problem("ORDER_NOT_FOUND", "There is no such order.");
    return order;
  }

  /** What does not hold of stock, promises and money, in words. */
  async errors(): Promise<string[]> {
    const orders = await Promise.all(this.orders.map((one) => this.#read(one)));
    const stock = await Stocks.get(this.#sku);
    const open = orders.filter((one) => ["PAID", "PROCESSING"].includes(one.status));
    const awaited = open.flatMap((one) => one.items.map((item) => waiting(one, item)));
    const promised = awaited.reduce((sum, pieces) => sum + pieces, 0);
    const owed = (stock?.owed ?? 0) + (stock?.allocated ?? 0);
    return [
      ...(await bookkeepingErrors([this.#sku], this.orders)),
      ...(owed === promised ? [] : [`${promised} are waited for, ${owed} are owed`]),
      ...orders.flatMap((one) => {
        const { intentId } = one.payment;
        const back = intentId === null ? 0 : stripe.refunds.sum(intentId);
        const says = Refund.takenOn(one);
        return back === says ? [] : [`${one.orderNumber}: ${back} went back, says ${says}`];
      }),
    ];
  }
}

const names = Object.keys(new Shop("").deeds) as (keyof Shop["deeds"])[];
/** What needs something else before it, or is refused most often. */
const OFTEN = [
  "bring",
  "ship",
  "shipAll",
  "shipAll",
  "refund",
  "bank",
  "sendBack",
  "receive",
] as const;
const deed = fc.record({
  name: fc.constantFrom(...names, ...OFTEN),
  which: fc.constantFrom(0, 1, 1, 1, 2, 2, 2, 3),
  quantity: fc.integer({ min: 1, max: 3 }),
});
/** Three orders, two of them paid; few pieces are here, so that some wait for more. */
const beginning = fc.record({
  pieces: fc.integer({ min: 0, max: 4 }),
  shards: fc.integer({ min: 1, max: 3 }),
  quantities: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 3, maxLength: 3 }),
});

describe("orders of one SKU", () => {
  it("fault 6, fault 12: keep stock, promises and money true, whatever happens to them", async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(
        beginning,
        fc.array(deed, { minLength: 15, maxLength: 30, size: "max" }),
        async ({ pieces, shards, quantities }, deeds) => {
          count += 1;
          const sku = `MANY-${count}`;
          stripe.refunds.become("succeeded");
          stripe.refunds.refuse(0);
          await stockUp(sku, pieces);
          await setStockPolicy({ sku, change: { shards, backorderLimit: 9 }, now });
          const shop = new Shop(sku);
          for (const quantity of quantities) await shop.deeds.order(0, quantity);
          for (const which of [1, 2]) await shop.deeds.pay(which);
          for (const { name, which, quantity } of deeds) {
            await shop.deeds[name](which, quantity).catch((error: unknown) => {
              if (!(error instanceof Problem) || error.code === "UNAVAILABLE") throw error;
            });
          }
          expect(await shop.errors()).toEqual([]);
        },
      ),
      { numRuns: 20 },
    );
  }, 120_000);
});
