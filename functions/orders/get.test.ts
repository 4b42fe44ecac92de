import { beforeAll, describe, expect, it } from "vitest";
import { placeOrder, type Purchase } from "../../infra/testing/purchase.ts";
import { openShop, type Shop } from "../../infra/testing/shop.ts";

let shop: Shop;
let order: Purchase;
beforeAll(async () => {
  shop = await openShop();
  order = await placeOrder(shop.client(), { email: "maren@example.com" });
});

describe("GET /orders/:orderNumber", () => {
  it("shows an order to whoever has its link, in the query or as a header", async () => {
    const path = `/orders/${order.orderNumber}`;
    const linked = await shop.client().get(`${path}?token=${order.accessToken}`);
    expect(linked.status).toBe(200);
    expect(linked.body.data).toMatchObject({ status: "PENDING", paymentUrl: order.paymentUrl });
    const headers = { "x-order-token": order.accessToken };
    expect((await shop.client().get(path, { headers })).status).toBe(200);
  });

  it("shows it to staff, and to no other customer", async () => {
    const path = `/orders/${order.orderNumber}`;
    expect((await (await shop.staff()).get(path)).status).toBe(200);
    expect((await (await shop.shopper()).get(path)).status).toBe(404);
  });

  it.each(["", "?token=", "?token=wrong"])("hides it from %j", async (query) => {
    const { status, body } = await shop.client().get(`/orders/${order.orderNumber}${query}`);
    expect(status).toBe(404);
    expect(body.error.code).toBe("ORDER_NOT_FOUND");
  });

  it("knows only numbers that are order numbers", async () => {
    expect((await shop.client().get("/orders/1")).status).toBe(400);
  });
});
