import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { deliver, placePaid, placeUnpaid } from "../../infra/testing/checkout.ts";
import { bookkeepingErrors } from "../../infra/testing/goods.ts";
import { openStripe, type TestStripe } from "../../infra/testing/stripe.ts";
import { openTestTable } from "../../infra/testing/table.ts";
import * as Orders from "#data/order";
import * as Outbox from "#data/outbox";
import * as Stocks from "#data/stock";
import { transact } from "#data/write";
import * as Refund from "#domain/refund";
import { debts } from "#domain/refund-debt";
import type { RefundRequest } from "#domain/refund-amount";
import { compareBooks } from "./books.ts";
import { giveBack } from "./give-back.ts";
import { executeRefund, processRefund, refundWrites } from "./refund.ts";

let table: Awaited<ReturnType<typeof openTestTable>>;
let stripe: TestStripe;
beforeAll(async () => {
  stripe = await openStripe();
  table = await openTestTable();
});
afterAll(() => Promise.all([stripe.close(), table.close()]));
afterEach(async () => {
  vi.restoreAllMocks();
  await stripe.control("DELETE", "");
});

/** Stripe's cards whose refunds are pending first, and fail after all. */
const SLOW = "4000 0000 0000 7726";
const BOUNCING = "4000 0000 0000 5126";

function refund(orderNumber: string, change: Partial<RefundRequest> = {}, key?: string) {
  const asked = { restock: false, reason: "Broken.", returnId: null, actor: "ada", ...change };
  return giveBack(orderNumber, asked, key ?? crypto.randomUUID(), stripe.now());
}

/** Cents that Stripe gave back of an order's payment. */
async function atStripe(orderNumber: string): Promise<number[]> {
  const order = await Orders.get(orderNumber);
  const { data } = await stripe.client.refunds.list({
    payment_intent: order?.payment.intentId ?? "",
  });
  return data.filter((one) => one.status !== "failed").map((one) => one.amount);
}

/** What is told of an order and not delivered, with its subject. */
async function outbox(orderNumber: string): Promise<Outbox.OutboxEvent[]> {
  const ids = await Outbox.due(new Date(Date.now() + 1e10), 1_000);
  const events = await Promise.all(ids.map((id) => Outbox.get(id)));
  return events.flatMap((one) => (one?.orderNumber === orderNumber ? [one] : []));
}

const told = async (orderNumber: string) =>
  (await outbox(orderNumber)).map(({ kind, subject = "" }) => `${kind} ${subject}`).sort();

/** As the orders queue brings it. */
async function fromQueue(orderNumber: string): Promise<void> {
  for (const event of await outbox(orderNumber)) {
    const message = Outbox.toRefund(event);
    if (message) await processRefund(message, stripe.now());
  }
}

describe("a refund", () => {
  it("gives money back, puts pieces into stock where asked, and tells the shopper once", async () => {
    const { orderNumber } = await placePaid(stripe, "A1");
    const lines = [{ sku: "A1", quantity: 1 }];
    const order = await refund(orderNumber, { lines, restock: true });
    expect(order.refunds).toMatchObject([{ id: "R1", status: "SUCCEEDED", amount: 2400 }]);
    expect(order.status).toBe("PAID");
    expect(await atStripe(orderNumber)).toEqual([2400]);
    expect(await Stocks.get("A1")).toMatchObject({ onHand: 4, available: 4 });
    expect(await told(orderNumber)).toEqual([
      "order.paid ",
      "order.refunded R1",
      "refund.requested R1",
    ]);
    await fromQueue(orderNumber);
    await deliver(stripe, orderNumber, "charge.refunded");
    expect(await atStripe(orderNumber)).toEqual([2400]);
    expect(await told(orderNumber)).toEqual(["order.paid ", "order.refunded R1"]);
    expect(await bookkeepingErrors(["A1"], [orderNumber])).toEqual([]);
  });

  it("of all that is left ends the order", async () => {
    const { orderNumber } = await placePaid(stripe, "A2");
    await refund(orderNumber, { amount: 290 });
    expect(await refund(orderNumber)).toMatchObject({ status: "REFUNDED" });
    await expect(refund(orderNumber)).rejects.toMatchObject({ code: "REFUND_EXCEEDS_PAYMENT" });
    expect(await atStripe(orderNumber)).toEqual([5000, 290]);
  });

  it("fault 12: of twelve at once never gives back more than was paid", async () => {
    const { orderNumber } = await placePaid(stripe, "A3");
    const outcomes = await Promise.allSettled(
      Array.from({ length: 12 }, () => refund(orderNumber, { amount: 900 })),
    );
    await fromQueue(orderNumber);
    const given = await atStripe(orderNumber);
    expect(given.length).toBeGreaterThan(0);
    expect(given.length).toBeLessThanOrEqual(5);
    const order = await Orders.get(orderNumber);
    expect(order?.refunds.map((one) => one.status)).toEqual(given.map(() => "SUCCEEDED"));
    const refused = outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason.code] : []));
    expect(refused).toHaveLength(12 - given.length);
    for (const code of refused) expect(["REFUND_EXCEEDS_PAYMENT", "UNAVAILABLE"]).toContain(code);
  });

  it("asked for again under its key is the same one, and another body is refused", async () => {
    const { orderNumber } = await placePaid(stripe, "A4");
    const [first, second] = await Promise.all([
      refund(orderNumber, { amount: 100 }, "key"),
      refund(orderNumber, { amount: 100 }, "key"),
    ]);
    expect([first.refunds.length, second.refunds.length]).toEqual([1, 1]);
    expect(await atStripe(orderNumber)).toEqual([100]);
    await expect(refund(orderNumber, { amount: 200 }, "key")).rejects.toMatchObject({
      code: "IDEMPOTENCY_KEY_REUSED",
    });
    const other = await placePaid(stripe, "A4B");
    await expect(refund(other.orderNumber, { amount: 100 }, "key")).rejects.toMatchObject({
      code: "IDEMPOTENCY_KEY_REUSED",
    });
  });

  it("that Stripe has no answer for is promised, and finished by the queue", async () => {
    const { orderNumber } = await placePaid(stripe, "A5");
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const faults = [{ operation: "refunds.create", outcome: "error", times: 3 }];
    await stripe.control("PUT", "/faults", faults);
    const asked = await refund(orderNumber, { amount: 700 });
    expect(asked.refunds).toMatchObject([{ status: "REQUESTED" }]);
    await expect(refund(orderNumber, { amount: 5000 })).rejects.toMatchObject({
      code: "REFUND_EXCEEDS_PAYMENT",
    });
    await fromQueue(orderNumber);
    expect((await Orders.get(orderNumber))?.refunds).toMatchObject([{ status: "SUCCEEDED" }]);
    expect(await atStripe(orderNumber)).toEqual([700]);
  });

  it("that was made while its answer was lost is found by its name once its key is forgotten", async () => {
    const order = await placePaid(stripe, "A6");
    const { orderNumber, payment } = order;
    const asked = { restock: false, reason: "Broken.", returnId: null, actor: "ada", amount: 700 };
    const step = Refund.request(order, asked, stripe.now());
    await transact(refundWrites(step, stripe.now()));
    await stripe.client.refunds.create(
      {
        payment_intent: payment.intentId ?? "",
        amount: 700,
        metadata: { orderNumber, refundId: "R1" },
      },
      { idempotencyKey: `${orderNumber}/refund/R1` },
    );
    await stripe.pass(31 * 24 * 60);
    await fromQueue(orderNumber);
    expect(await atStripe(orderNumber)).toEqual([700]);
    expect((await Orders.get(orderNumber))?.refunds).toMatchObject([{ status: "SUCCEEDED" }]);
  });

  it("that Stripe refuses for good has failed, is owed, and frees its money", async () => {
    const { orderNumber, payment } = await placePaid(stripe, "A7");
    // Somebody was faster at Stripe's own pages, and its event has not come yet.
    await stripe.client.refunds.create({ payment_intent: payment.intentId ?? "", amount: 5000 });
    const order = await refund(orderNumber, { amount: 1000 });
    expect(order.refunds).toMatchObject([
      { status: "FAILED", failure: expect.stringContaining("greater than") },
    ]);
    expect(debts(order)).toMatchObject([{ refund: { id: "R1" }, amount: 1000 }]);
    await deliver(stripe, orderNumber, "charge.refunded");
    expect(await told(orderNumber)).toContain("order.refunded R2");
    expect(await refund(orderNumber)).toMatchObject({ status: "REFUNDED" });
    expect(await atStripe(orderNumber)).toEqual([290, 5000]);
  });

  it("that the bank takes its time for waits for its event", async () => {
    const { orderNumber } = await placePaid(stripe, "A8", { card: SLOW });
    const order = await refund(orderNumber, { lines: [{ sku: "A8", quantity: 2 }], restock: true });
    expect(order.refunds).toMatchObject([
      { status: "REQUESTED", stripeRefundId: expect.any(String) },
    ]);
    expect((await Stocks.get("A8"))?.available).toBe(3);
    expect(await compareBooks(order)).toMatchObject({ provider: { refunded: 4800 }, agree: true });
    await stripe.pass(24 * 60);
    await deliver(stripe, orderNumber, "charge.refunded", "refund.updated");
    expect((await Orders.get(orderNumber))?.refunds).toMatchObject([{ status: "SUCCEEDED" }]);
    expect((await Stocks.get("A8"))?.available).toBe(5);
    expect(await bookkeepingErrors(["A8"], [orderNumber])).toEqual([]);
  });

  it("that the bank sends back has failed after all, and can be asked for anew", async () => {
    const { orderNumber } = await placePaid(stripe, "A9", { card: BOUNCING });
    await refund(orderNumber, { amount: 1000 });
    await stripe.pass(24 * 60);
    await deliver(stripe, orderNumber, "refund.failed");
    expect((await Orders.get(orderNumber))?.refunds).toMatchObject([
      { status: "FAILED", failure: expect.any(String) },
    ]);
  });

  it("of an order that nobody knows is 404", async () => {
    await expect(refund("P-261123-00000")).rejects.toMatchObject({ code: "ORDER_NOT_FOUND" });
    await executeRefund("P-261123-00000", "R1", stripe.now());
  });
});

describe("a refund made at Stripe's own pages", () => {
  it("becomes a fact of the order once, however often it is told", async () => {
    const { orderNumber, payment } = await placePaid(stripe, "B1");
    await stripe.client.refunds.create({ payment_intent: payment.intentId ?? "", amount: 500 });
    await deliver(stripe, orderNumber, "charge.refunded", "charge.refunded");
    expect((await Orders.get(orderNumber))?.refunds).toMatchObject([
      { status: "SUCCEEDED", amount: 500, actor: "provider" },
    ]);
    await expect(refund(orderNumber, { amount: 5000 })).rejects.toMatchObject({
      code: "REFUND_EXCEEDS_PAYMENT",
    });
  });

  it("fault 15: that is told before its payment ends the order, and the payment buys nothing", async () => {
    const { orderNumber, paymentUrl } = await placeUnpaid("B2", stripe.now());
    await stripe.pay(paymentUrl);
    const [completed] = await stripe.messages(orderNumber, "checkout.session.completed");
    const { data } = await stripe.client.paymentIntents.list({ limit: 1 });
    await stripe.client.refunds.create({ payment_intent: data[0]?.id ?? "" });
    await deliver(stripe, orderNumber, "charge.refunded");
    expect((await Orders.get(orderNumber))?.status).toBe("PENDING");
    await deliver(stripe, orderNumber, completed?.type ?? "");
    expect((await Orders.get(orderNumber))?.status).toBe("CANCELLED");
    expect(await Stocks.get("B2")).toMatchObject({ available: 5, reserved: 0 });
    await deliver(stripe, orderNumber, "charge.refunded", completed?.type ?? "");
    expect((await Orders.get(orderNumber))?.refunds).toHaveLength(1);
    expect(await told(orderNumber)).toEqual(["order.refunded R1"]);
  });
});
