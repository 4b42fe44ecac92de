import { beforeAll, describe, expect, it } from "vitest";
import { openShop, type Shop } from "../../infra/testing/shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});

describe("GET /cart", () => {
  it("is empty for a newcomer, and leaves no cookie behind", async () => {
    const client = shop.client();
    const { status, body } = await client.get("/cart");
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ items: [], itemCount: 0, total: 0, checkout: null });
    expect(client.cookies.size).toBe(0);
  });

  it.each(["UK", "EU", "ZZ", "de"])(
    "is priced for no country that there is not: %s",
    async (to) => {
      const { status, body } = await shop.client().get(`/cart?country=${to}`);
      expect([status, body.error.code]).toEqual([400, "VALIDATION_ERROR"]);
      expect(body.error.details[0].field).toBe("country");
    },
  );

  it("shows nobody an account's basket for a cookie that names it", async () => {
    const shopper = await shop.shopper();
    const { body } = await shopper.get("/auth/session");
    const thief = shop.client();
    thief.cookies.set("__Host-cart", `user-${body.data.user.id}`);
    const seen = await thief.get("/cart");
    expect(seen.status).toBe(200);
    expect(seen.body.data.items).toEqual([]);
  });
});
