import { beforeAll, describe, expect, it } from "vitest";
import { placeOrder, placePaidOrder, type Purchase } from "../../infra/testing/purchase.ts";
import { openShop, type Shop } from "../../infra/testing/shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});

const email = `cancel-${Date.now()}@example.com`;

function cancel(order: Purchase, body: unknown = {}, token = order.accessToken) {
  const headers = { "x-order-token": token };
  return shop.client().post(`/orders/${order.orderNumber}/cancel`, body, { headers });
}

describe("POST /orders/:orderNumber/cancel", () => {
  it("ends an unpaid order, closes its payment page, and answers the same again", async () => {
    const order = await placeOrder(shop.client(), { email });

    const first = await cancel(order);
    const again = await cancel(order);

    expect([first.status, first.body.data.status]).toEqual([200, "CANCELLED"]);
    expect(first.body.data).toMatchObject({ paymentUrl: null, cancellable: false, refunds: [] });
    expect(again.body).toEqual(first.body);
  });

  it("gives the money of a paid order back", async () => {
    const order = await placePaidOrder(shop, { email });
    const seen = await shop.client().get(`/orders/${order.orderNumber}?token=${order.accessToken}`);
    expect(seen.body.data.cancellable).toBe(true);

    const { status, body } = await cancel(order, { reason: "Ordered twice" });
    await shop.idle();

    expect([status, body.data.status]).toEqual([200, "CANCELLED"]);
    expect(body.data.refunds).toMatchObject([{ status: "SUCCEEDED", amount: body.data.total }]);
    const staff = await shop.staff();
    const told = await staff.get(`/admin/orders/${order.orderNumber}`);
    expect(told.body.data.books).toMatchObject({
      order: { refunded: body.data.total },
      provider: { refunded: body.data.total },
    });
  });

  it("is for its owner and whoever has its link, not for others, and not for staff", async () => {
    const shopper = await shop.shopper();
    const own = await placeOrder(shopper, { email });
    const foreign = await placeOrder(shop.client(), { email });

    const wrong = await cancel(foreign, {}, own.accessToken);
    const none = await shop.client().post(`/orders/${foreign.orderNumber}/cancel`, {});
    const other = await shopper.post(`/orders/${foreign.orderNumber}/cancel`, {});
    const staff = await (await shop.staff()).post(`/orders/${foreign.orderNumber}/cancel`, {});
    const owner = await shopper.post(`/orders/${own.orderNumber}/cancel`);

    for (const answer of [wrong, none, other, staff]) {
      expect([answer.status, answer.body.error.code]).toEqual([404, "ORDER_NOT_FOUND"]);
    }
    expect([owner.status, owner.body.data.status]).toEqual([200, "CANCELLED"]);
  });

  it.each([
    ["status", { status: "REFUNDED" }],
    ["refund", { refund: 1_000 }],
    ["role", { role: "admin" }],
    ["reason", { reason: "x".repeat(501) }],
  ])("refuses %s in the body", async (field, body) => {
    const order = await placeOrder(shop.client(), { email });

    const answer = await cancel(order, body);

    expect([answer.status, answer.body.error.details[0].field]).toEqual([400, field]);
  });
});

describe("POST /orders/:orderNumber/returns", () => {
  it("of what has not left, or is not in it, is refused", async () => {
    const order = await placePaidOrder(shop, { email });
    const path = `/orders/${order.orderNumber}/returns?token=${order.accessToken}`;
    const client = shop.client();
    const { body } = await client.get(`/orders/${order.orderNumber}?token=${order.accessToken}`);
    const [{ sku }] = body.data.items;

    const early = await client.post(path, { lines: [{ sku, quantity: 1 }] });
    const strange = await client.post(path, { lines: [{ sku: "9999-99", quantity: 1 }] });
    const empty = await client.post(path, { lines: [] });
    const staff = await (await shop.staff()).post(`/orders/${order.orderNumber}/returns`, {
      lines: [{ sku, quantity: 1 }],
    });

    expect([early.status, early.body.error.code]).toEqual([409, "RETURN_EXCEEDS_SHIPMENT"]);
    expect(early.body.error.details[0].field).toBe("lines.0.quantity");
    expect([strange.status, strange.body.error.details[0].field]).toEqual([400, "lines.0.sku"]);
    expect([empty.status, empty.body.error.details[0].field]).toEqual([400, "lines"]);
    expect([staff.status, staff.body.error.code]).toEqual([404, "ORDER_NOT_FOUND"]);
    expect(body.data.returnable).toEqual([]);
  });
});
