import { beforeAll, describe, expect, it } from "vitest";
import type { Client } from "../../infra/testing/client.ts";
import { newGoods } from "../../infra/testing/new-goods.ts";
import { openShop, type Shop } from "../../infra/testing/shop.ts";

let shop: Shop;
let staff: Client;
beforeAll(async () => {
  shop = await openShop();
  staff = await shop.staff();
});

describe("DELETE /products/:id", () => {
  it("takes a product down, once", async () => {
    const { id, slug } = (await staff.post("/products", newGoods())).body.data;
    expect((await staff.del(`/products/${id}`)).status).toBe(204);
    for (const gone of [id, slug]) {
      expect((await shop.client().get(`/products/${gone}`)).status).toBe(404);
    }
    expect((await staff.del(`/products/${id}`)).status).toBe(404);
  });

  it("is not for shoppers", async () => {
    const { id } = (await staff.post("/products", newGoods())).body.data;
    const shopper = await shop.shopper();
    expect((await shopper.del(`/products/${id}`)).status).toBe(403);
    expect((await shop.client().get(`/products/${id}`)).status).toBe(200);
  });
});
