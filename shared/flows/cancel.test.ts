import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deliver, placePaid, placeUnpaid } from "../../infra/testing/checkout.ts";
import { bookkeepingErrors } from "../../infra/testing/goods.ts";
import { openStripe, type TestStripe } from "../../infra/testing/stripe.ts";
import { openTestTable } from "../../infra/testing/table.ts";
import * as Orders from "#data/order";
import * as Stocks from "#data/stock";
import type { Canceller } from "#domain/cancellation";
import * as Refund from "#domain/refund";
import { cancelOrder } from "./cancel.ts";
import { fulfil } from "./fulfil.ts";
import { executeRefund } from "./refund.ts";

let table: Awaited<ReturnType<typeof openTestTable>>;
let stripe: TestStripe;
beforeAll(async () => {
  stripe = await openStripe();
  table = await openTestTable();
});
afterAll(() => Promise.all([stripe.close(), table.close()]));

const parcel = { carrier: null, trackingNumber: null, trackingUrl: null, actor: "ada" };

function cancel(orderNumber: string, who: Canceller = "shopper", restock = true) {
  const by = { who, actor: "guest", reason: null, restock };
  return cancelOrder(orderNumber, by, stripe.now());
}

/** What Stripe keeps of an order's payments, in cents. */
async function kept(orderNumber: string): Promise<number> {
  const { data } = await stripe.client.charges.list({ limit: 100 });
  return data
    .filter((one) => one.metadata["orderNumber"] === orderNumber && one.status === "succeeded")
    .reduce((sum, one) => sum + one.amount_captured - one.amount_refunded, 0);
}

describe("cancelling", () => {
  it("an unpaid order frees its goods and closes its payment page", async () => {
    const { orderNumber, paymentUrl } = await placeUnpaid("C1", stripe.now());
    expect(await cancel(orderNumber)).toMatchObject({ status: "CANCELLED" });
    expect(await Stocks.get("C1")).toMatchObject({ available: 5, reserved: 0 });
    await stripe.pay(paymentUrl);
    expect(await kept(orderNumber)).toBe(0);
    const again = await cancel(orderNumber);
    expect(again).toMatchObject({ status: "CANCELLED", version: 3 });
  });

  it("a paid order gives all its money and goods back, once", async () => {
    const { orderNumber } = await placePaid(stripe, "C2");
    const order = await cancel(orderNumber);
    expect(order).toMatchObject({ status: "CANCELLED", refunds: [{ status: "SUCCEEDED" }] });
    expect(await cancel(orderNumber)).toEqual(order);
    expect(await kept(orderNumber)).toBe(0);
    expect(await Stocks.get("C2")).toMatchObject({ onHand: 5, available: 5 });
    await deliver(stripe, orderNumber, "charge.refunded", "checkout.session.completed");
    expect(await Orders.get(orderNumber)).toEqual(order);
    expect(await bookkeepingErrors(["C2"], [orderNumber])).toEqual([]);
  });

  it("an order whose payment was faster gives it back all the same", async () => {
    const { orderNumber, paymentUrl } = await placeUnpaid("C3", stripe.now());
    await stripe.pay(paymentUrl);
    expect(await cancel(orderNumber)).toMatchObject({ status: "CANCELLED" });
    expect(await kept(orderNumber)).toBe(0);
    await deliver(stripe, orderNumber, "checkout.session.completed");
    expect((await Orders.get(orderNumber))?.status).toBe("CANCELLED");
    expect(await bookkeepingErrors(["C3"], [orderNumber])).toEqual([]);
  });

  it("waits while the bank decides", async () => {
    const { orderNumber, paymentUrl } = await placeUnpaid("C4", stripe.now());
    await stripe.pay(paymentUrl, "DE89370400440532013000");
    await expect(cancel(orderNumber)).rejects.toMatchObject({ code: "PAYMENT_PENDING" });
  });

  it("is refused once something has left, and leaves everything as it is", async () => {
    const { orderNumber } = await placePaid(stripe, "C5");
    await fulfil(orderNumber, { ...parcel, lines: [{ sku: "C5", quantity: 1 }] }, stripe.now());
    for (const who of ["shopper", "team"] as const) {
      await expect(cancel(orderNumber, who)).rejects.toMatchObject({
        code: "ORDER_STATUS_CONFLICT",
      });
    }
    expect(await kept(orderNumber)).toBe(5290);
    expect((await Stocks.get("C5"))?.onHand).toBe(3);
  });

  it("may leave goods out of stock that the team will not sell again", async () => {
    const { orderNumber } = await placePaid(stripe, "C6");
    await cancel(orderNumber, "team", false);
    expect((await Stocks.get("C6"))?.onHand).toBe(3);
    expect(await bookkeepingErrors(["C6"], [orderNumber])).toEqual([]);
  });

  it("of an order that nobody knows is 404", async () => {
    await expect(cancel("P-261123-00000")).rejects.toMatchObject({ code: "ORDER_NOT_FOUND" });
  });
});

describe("cancelling, paying and shipping at once", () => {
  /** Either it was cancelled and all went back, or it has left and all was kept. */
  async function expectOneEnd(orderNumber: string, sku: string): Promise<void> {
    const order = await Orders.get(orderNumber);
    if (order === undefined) throw new Error("no order");
    for (const { id } of order.refunds) await executeRefund(orderNumber, id, stripe.now());
    const cancelled = order.status === "CANCELLED";
    expect(["CANCELLED", "PAID", "SHIPPED"]).toContain(order.status);
    expect(await kept(orderNumber)).toBe(cancelled ? 0 : order.total);
    expect((await Stocks.get(sku))?.onHand).toBe(cancelled ? 5 : 3);
    expect(cancelled && order.fulfilments.length > 0).toBe(false);
    expect(Refund.promised(order)).toBeLessThanOrEqual(order.total);
    expect(await bookkeepingErrors([sku], [orderNumber])).toEqual([]);
  }

  it.each(Array.from({ length: 6 }, (_, at) => at))(
    "ends in one state, round %i",
    async (round) => {
      const sku = `I${round}`;
      const { orderNumber, paymentUrl } = await placeUnpaid(sku, stripe.now());
      await stripe.pay(paymentUrl);
      const actors = [
        () => deliver(stripe, orderNumber, "checkout.session.completed"),
        () => cancel(orderNumber),
        () => deliver(stripe, orderNumber, "checkout.session.completed"),
        () => cancel(orderNumber, "team"),
        () => fulfil(orderNumber, parcel, stripe.now()),
      ];
      const turned = [...actors.slice(round % 5), ...actors.slice(0, round % 5)];
      const ends = await Promise.allSettled(turned.map((act) => act()));
      for (const end of ends) {
        if (end.status === "fulfilled") continue;
        expect(["ORDER_STATUS_CONFLICT", "UNAVAILABLE"]).toContain(end.reason.code);
      }
      await expectOneEnd(orderNumber, sku);
    },
  );

  it.each(["cancel first", "ship first", "both at once"])("of a paid order, %s", async (which) => {
    const sku = `J-${which.replaceAll(" ", "")}`;
    const { orderNumber } = await placePaid(stripe, sku);
    const acts = [() => cancel(orderNumber), () => fulfil(orderNumber, parcel, stripe.now())];
    if (which === "ship first") acts.reverse();
    const ends = [];
    if (which === "both at once")
      ends.push(...(await Promise.allSettled(acts.map((act) => act()))));
    else for (const act of acts) ends.push(...(await Promise.allSettled([act()])));
    expect(ends.filter((end) => end.status === "fulfilled")).toHaveLength(1);
    await expectOneEnd(orderNumber, sku);
  });
});
