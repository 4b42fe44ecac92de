import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { placeUnpaid } from "../../infra/testing/checkout.ts";
import { openStripe, type TestStripe } from "../../infra/testing/stripe.ts";
import { openTestTable } from "../../infra/testing/table.ts";
import * as Orders from "#data/order";
import * as Outbox from "#data/outbox";
import { transact } from "#data/write";
import type { Order } from "#domain/order";
import * as Refund from "#domain/refund";
import { debts } from "#domain/refund-debt";
import { processStripeEvent } from "./payment.ts";
import { executeRefund, refundWrites } from "./refund.ts";

let table: Awaited<ReturnType<typeof openTestTable>>;
let stripe: TestStripe;
beforeAll(async () => {
  table = await openTestTable();
  stripe = await openStripe();
});
afterAll(() => Promise.all([stripe.close(), table.close()]));

async function read(orderNumber: string): Promise<Order> {
  const order = await Orders.get(orderNumber);
  if (order === undefined) throw new Error(`No order ${orderNumber}.`);
  return order;
}

async function deliver(orderNumber: string, ...types: string[]): Promise<void> {
  const messages = await stripe.messages(orderNumber, ...types);
  // Five times each, as Stripe may.
  for (const one of messages) {
    await Promise.all(Array.from({ length: 5 }, () => processStripeEvent(one, stripe.now())));
  }
}

async function placePaid(sku: string, card?: string): Promise<Order> {
  const { orderNumber, paymentUrl } = await placeUnpaid(sku, stripe.now());
  await stripe.pay(paymentUrl, card);
  await deliver(orderNumber, "checkout.session.completed");
  return await read(orderNumber);
}

/** Writes down that `amount` is to go back, as the console does, and tries to make it. */
async function giveBack(order: Order, amount: number): Promise<void> {
  const asked = { amount, restock: false, reason: "A scratch.", returnId: null, actor: "ada" };
  const step = Refund.request(order, asked, stripe.now());
  expect(await transact(refundWrites(step, stripe.now()))).toEqual([]);
  await executeRefund(order.orderNumber, step.refund.id, stripe.now());
}

async function told(orderNumber: string): Promise<(string | undefined)[]> {
  const ids = await Outbox.due(new Date(stripe.now().getTime() + 7_200_000), 1_000);
  const events = await Promise.all(ids.map(Outbox.get));
  return events
    .filter((one) => one?.orderNumber === orderNumber && one.kind === "order.refunded")
    .map((one) => one?.subject);
}

describe("a refund", () => {
  it("that the bank takes its time over is told when it has taken it, once", async () => {
    const order = await placePaid("W1", "4000 0000 0000 7726");
    await giveBack(order, 1000);
    expect((await read(order.orderNumber)).refunds).toMatchObject([
      { id: "R1", status: "REQUESTED", stripeRefundId: expect.stringMatching(/^re_/) },
    ]);
    await deliver(order.orderNumber, "charge.refunded");
    expect(await told(order.orderNumber)).toEqual([]);
    await stripe.control("POST", "/bank");
    await deliver(order.orderNumber, "refund.updated");
    expect((await read(order.orderNumber)).refunds).toMatchObject([{ status: "SUCCEEDED" }]);
    expect(await told(order.orderNumber)).toEqual(["R1"]);
  });

  it("that the bank sends back is failed, is owed, and may be asked for anew", async () => {
    const order = await placePaid("W2", "4000 0000 0000 5126");
    await giveBack(order, 1000);
    expect(Refund.refundable(await read(order.orderNumber))).toBe(order.total - 1000);
    await stripe.control("POST", "/bank");
    await deliver(order.orderNumber, "refund.failed", "refund.updated");
    const after = await read(order.orderNumber);
    expect(after.refunds).toMatchObject([
      { status: "FAILED", failure: "expired_or_canceled_card" },
    ]);
    expect(Refund.refundable(after)).toBe(order.total);
    expect(debts(after)).toMatchObject([{ refund: { id: "R1" }, amount: 1000 }]);
    expect(await told(order.orderNumber)).toEqual(["R1"]);
  });

  it("fault 13: whose answer was lost is made once", async () => {
    const order = await placePaid("W3");
    await stripe.control("PUT", "/faults", [
      { operation: "refunds.create", outcome: "timeout-after-work", times: 9, hangMs: 0 },
    ]);
    await expect(giveBack(order, 1000)).rejects.toMatchObject({
      code: "PAYMENT_PROVIDER_UNAVAILABLE",
    });
    await stripe.control("DELETE", "");
    // Two days on, Stripe has forgotten the key, so only what it has made can tell.
    await stripe.pass(2 * 24 * 60);
    await executeRefund(order.orderNumber, "R1", stripe.now());
    expect((await read(order.orderNumber)).refunds).toMatchObject([{ status: "SUCCEEDED" }]);
    const made = await stripe.client.refunds.list({ payment_intent: order.payment.intentId ?? "" });
    expect(made.data.map(({ amount }) => amount)).toEqual([1000]);
    expect(await told(order.orderNumber)).toEqual(["R1"]);
  });

  it("made at Stripe's own pages becomes a fact here, in parts and whole", async () => {
    const order = await placePaid("W4");
    const payment_intent = order.payment.intentId ?? "";
    await stripe.client.refunds.create({ payment_intent, amount: 490 });
    await deliver(order.orderNumber, "charge.refunded");
    expect(await read(order.orderNumber)).toMatchObject({
      status: "PAID",
      refunds: [{ id: "R1", status: "SUCCEEDED", amount: 490 }],
    });
    expect(Refund.refundable(await read(order.orderNumber))).toBe(order.total - 490);
    await stripe.client.refunds.create({ payment_intent });
    await deliver(order.orderNumber, "charge.refunded");
    expect(await read(order.orderNumber)).toMatchObject({
      status: "REFUNDED",
      refunds: [{ id: "R1" }, { id: "R2", amount: order.total - 490 }],
    });
    expect(new Set(await told(order.orderNumber))).toEqual(new Set(["R1", "R2"]));
  });
});
