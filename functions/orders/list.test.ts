import { beforeAll, describe, expect, it } from "vitest";
import { placeOrder } from "../../infra/testing/purchase.ts";
import { openShop, type Shop } from "../../infra/testing/shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});

describe("GET /orders", () => {
  it("lists the customer's own orders, newest first", async () => {
    const shopper = await shop.shopper();
    const first = await placeOrder(shopper, { email: "maren@example.com" });
    const second = await placeOrder(shopper, { email: "maren@example.com" });
    const { status, body } = await shopper.get("/orders?limit=2");
    expect(status).toBe(200);
    expect(body.data.map((one: { orderNumber: string }) => one.orderNumber)).toEqual([
      second.orderNumber,
      first.orderNumber,
    ]);
    expect(body.meta.total).toBeGreaterThanOrEqual(2);
  });

  it("is nobody's without signing in", async () => {
    const { status, body } = await shop.client().get("/orders");
    expect(status).toBe(401);
    expect(body.error.code).toBe("UNAUTHENTICATED");
  });
});
