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

describe("PUT /products/:id", () => {
  it("replaces what was there, and leaves the stock of kept variants alone", async () => {
    const goods = newGoods();
    const { id } = (await staff.post("/products", goods)).body.data;
    const [variant] = goods.variants;
    const change = { ...goods, name: "Renamed", tags: [], variants: [{ ...variant, stock: 99 }] };
    const { status, body } = await staff.put(`/products/${id}`, change);
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ name: "Renamed", tags: [], stock: 5, version: 2 });
    expect((await shop.client().get(`/products/${id}`)).body.data.name).toBe("Renamed");
  });

  it("refuses an edit of a version that is no longer the newest", async () => {
    const goods = newGoods();
    const { id } = (await staff.post("/products", goods)).body.data;
    await staff.put(`/products/${id}`, goods);
    const { status, body } = await staff.put(`/products/${id}`, { ...goods, version: 1 });
    expect(status).toBe(409);
    expect(body.error.code).toBe("PRODUCT_CHANGED");
  });

  it("knows what does not exist", async () => {
    const { status, body } = await staff.put("/products/prod_none", newGoods());
    expect(status).toBe(404);
    expect(body.error.code).toBe("PRODUCT_NOT_FOUND");
  });
});
