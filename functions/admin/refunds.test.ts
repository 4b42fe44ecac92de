import { beforeAll, describe, expect, it } from "vitest";
import type { Answer, Client } from "../../infra/testing/client.ts";
import { sellNewGoods } from "../../infra/testing/new-goods.ts";
import { pay, placeOrder, placePaidOrder, type Purchase } from "../../infra/testing/purchase.ts";
import { openShop, type Shop } from "../../infra/testing/shop.ts";

let shop: Shop;
let staff: Client;
let sku: string;
let paid: Purchase;
let total: number;
const email = `refunds-${Date.now()}@example.com`;

beforeAll(async () => {
  shop = await openShop();
  staff = await shop.staff();
  ({ sku } = await sellNewGoods(staff, 50));
  paid = await placePaidOrder(shop, { email, sku, quantity: 3 });
  total = (await staff.get(`/admin/orders/${paid.orderNumber}`)).body.data.total;
});

function refund(
  { orderNumber }: Pick<Purchase, "orderNumber">,
  body: unknown,
  key: string = crypto.randomUUID(),
): Promise<Answer> {
  return staff.post(`/admin/orders/${orderNumber}/refunds`, body, {
    headers: { "idempotency-key": key },
  });
}

const inventory = async () => (await staff.get(`/admin/inventory/${sku}`)).body.data;

describe("giving money back", () => {
  it("of one piece puts it into stock, and the whole order tells of it", async () => {
    const before = await inventory();

    const body = { lines: [{ sku, quantity: 1 }], restock: true, reason: "One too many" };
    const { status, body: answer } = await refund(paid, body);
    await shop.idle();

    expect(status).toBe(201);
    const [{ amount }] = answer.data.refunds;
    expect(answer.data.refunds).toMatchObject([
      {
        id: "R1",
        status: "SUCCEEDED",
        lines: [{ sku, quantity: 1 }],
        reason: "One too many",
        stripeRefundId: expect.stringMatching(/^re_/),
      },
    ]);
    expect(answer.data.refundable).toBeCloseTo(total - amount, 2);
    expect(answer.data.books).toEqual({
      order: { total, refunded: amount },
      provider: { charged: total, refunded: amount },
      stock: { taken: 3, of: 3 },
      reporting: null,
      agree: true,
    });
    expect((await inventory()).available).toBe(before.available + 1);
    const titles = answer.data.timeline.map((one: { title: string }) => one.title);
    expect(titles).toContain(`Given back, €${amount.toFixed(2)}`);
    const rows = await shop.sql(`select "amount", "status" from "Refund" where "orderId" = $1`, [
      paid.orderNumber,
    ]);
    expect(rows).toEqual([{ amount: amount.toFixed(2), status: "SUCCEEDED" }]);
  });

  it("that the bank sends back is owed, on the order's page and in its timeline", async () => {
    const order = await placeOrder(shop.client(), { email, sku, quantity: 2 });
    await pay(order.paymentUrl, "4000 0000 0000 5126");
    await shop.idle();
    await refund(order, { lines: [{ sku, quantity: 1 }], amount: 1, reason: "Scratched" });
    await fetch(`${shop.stripeUrl}/_control/bank`, { method: "POST" });
    await shop.idle();
    const { body } = await staff.get(`/admin/orders/${order.orderNumber}`);
    const { debts, refundable, refundablePieces, timeline } = body.data;
    expect(debts).toEqual([
      { refundId: "R1", amount: 1, failure: "expired_or_canceled_card", own: true },
    ]);
    // The piece was given up with the money that then came back: only money can be asked for.
    expect([refundable, refundablePieces]).toEqual([body.data.total, [{ sku, quantity: 1 }]]);
    // Not always the newest: the mail about the refund may have gone out a moment later.
    const titles = timeline.map((one: { title: string }) => one.title);
    expect(titles).toContain("Refund refused, €1.00");
    const again = await refund(order, { amount: 1, reason: "Scratched, again" });
    expect(again.body.data.debts).toEqual([]);
  });

  it("shows the shopper the money, and keeps what the team wrote to itself", async () => {
    const { body } = await shop
      .client()
      .get(`/orders/${paid.orderNumber}?token=${paid.accessToken}`);

    expect(body.data.refunds).toEqual([
      {
        id: "R1",
        status: "SUCCEEDED",
        amount: expect.any(Number),
        lines: [{ sku, quantity: 1 }],
        shipping: 0,
        returnId: null,
        requestedAt: expect.any(String),
        settledAt: expect.any(String),
      },
    ]);
  });

  it("twice under one key is one refund, and another body under it is 422", async () => {
    const key = crypto.randomUUID();
    const body = { amount: 0.5, reason: "Late" };

    const answers = await Promise.all([refund(paid, body, key), refund(paid, body, key)]);
    const other = await refund(paid, { amount: 0.6, reason: "Late" }, key);

    expect(answers.map((one) => one.status)).toEqual([201, 201]);
    expect(answers.map((one) => one.body.data.refunds.length)).toEqual([2, 2]);
    expect([other.status, other.body.error.code]).toEqual([422, "IDEMPOTENCY_KEY_REUSED"]);
  });

  it("needs a key", async () => {
    const { status, body } = await staff.post(`/admin/orders/${paid.orderNumber}/refunds`, {
      amount: 1,
      reason: "Late",
    });

    expect([status, body.error.details[0].field]).toEqual([400, "Idempotency-Key"]);
  });

  it.each([
    [400, "amount", { amount: -5, reason: "Negative" }],
    [400, "amount", { amount: 0, reason: "Nothing" }],
    [400, "amount", { amount: 1.005, reason: "Half a cent" }],
    [400, "amount", { amount: "5", reason: "Text" }],
    [400, "currency", { amount: 1, currency: "USD", reason: "Another currency" }],
    [400, "currency", { amount: 1, currency: "euro", reason: "No code" }],
    [400, "reason", { amount: 1 }],
    [400, "lines.0.sku", { lines: [{ sku: "9999-99", quantity: 1 }], reason: "Not in it" }],
    [400, "lines.0.quantity", { lines: [{ sku: "SKU", quantity: 4 }], reason: "Not bought" }],
    [400, "lines.0.quantity", { lines: [{ sku: "SKU", quantity: -1 }], reason: "Negative" }],
    [400, "lines.0.price", { lines: [{ sku: "SKU", quantity: 1, price: 900 }], reason: "Dear" }],
    [400, "shipping", { shipping: -1, reason: "Negative" }],
    [400, "status", { amount: 1, reason: "Mine", status: "SUCCEEDED" }],
    [400, "actor", { amount: 1, reason: "Mine", actor: "somebody" }],
    [400, "restock", { amount: 1, reason: "Of what", restock: true }],
    [409, "amount", { amount: 100_000, reason: "Above what is left" }],
    [409, "lines.0.quantity", { lines: [{ sku: "SKU", quantity: 3 }], reason: "One went before" }],
    [409, "shipping", { shipping: 1_000, reason: "Above what was paid" }],
    [404, undefined, { returnId: "T7", reason: "No such return" }],
  ])("is refused with %i naming %s for %j, and stores nothing", async (status, field, sent) => {
    const body = JSON.parse(JSON.stringify(sent).replace('"SKU"', JSON.stringify(sku)));
    const before = (await staff.get(`/admin/orders/${paid.orderNumber}`)).body.data;

    const answer = await refund(paid, body);

    expect([answer.status, answer.body.error.details?.[0]?.field]).toEqual([status, field]);
    const after = (await staff.get(`/admin/orders/${paid.orderNumber}`)).body.data;
    expect([after.version, after.refunds]).toEqual([before.version, before.refunds]);
  });

  it("of all that is left ends the order, and a refund of the refund is refused", async () => {
    const all = await refund(paid, { reason: "Everything" });
    const again = await refund(paid, { amount: 0.01, reason: "Once more" });
    await shop.idle();

    expect([all.status, all.body.data.status, all.body.data.refundable]).toEqual([
      201,
      "REFUNDED",
      0,
    ]);
    expect([again.status, again.body.error.code]).toEqual([409, "REFUND_EXCEEDS_PAYMENT"]);
    const rows = await shop.sql(`select "status", "refunded" from "Order" where "id" = $1`, [
      paid.orderNumber,
    ]);
    expect(rows).toEqual([{ status: "REFUNDED", refunded: total.toFixed(2) }]);
    const shipped = await staff.post(`/admin/orders/${paid.orderNumber}/fulfilments`, {});
    expect([shipped.status, shipped.body.error.code]).toEqual([409, "ORDER_STATUS_CONFLICT"]);
  });

  it("of an unpaid order, or one that nobody knows, is refused", async () => {
    const pending = await placeOrder(shop.client(), { email, sku });

    const unpaid = await refund(pending, { reason: "Not paid" });
    const nobody = await refund({ orderNumber: "P-200101-00000" }, { reason: "Whose" });

    expect([unpaid.status, unpaid.body.error.code]).toEqual([409, "ORDER_STATUS_CONFLICT"]);
    expect([nobody.status, nobody.body.error.code]).toEqual([404, "ORDER_NOT_FOUND"]);
  });

  it("is for staff", async () => {
    const path = `/admin/orders/${paid.orderNumber}/refunds`;
    const headers = { "idempotency-key": "mine" };

    const shopper = await (await shop.shopper()).post(path, { reason: "Mine" }, { headers });

    expect(shopper.status).toBe(403);
  });
});
