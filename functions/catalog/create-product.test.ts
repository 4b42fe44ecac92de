import { setTimeout as sleep } from "node:timers/promises";
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

describe("POST /products", () => {
  it("creates a product that reads back at once, and stands in lists within seconds", async () => {
    const goods = newGoods();
    const made = await staff.post("/products", goods);
    expect(made.status).toBe(201);
    const { data } = made.body;
    expect(data).toMatchObject({ price: 24, compareAtPrice: 29.99, stock: 5, version: 1 });
    expect((await shop.client().get(`/products/${data.slug}`)).body.data.id).toBe(data.id);
    const words = encodeURIComponent(goods.name);
    const listed = async () => (await shop.client().get(`/products?q=${words}`)).body.meta.total;
    const end = Date.now() + 5_000;
    while ((await listed()) === 0 && Date.now() < end) await sleep(250);
    expect(await listed()).toBe(1);
  });

  it("leaves no second product under the same slug", async () => {
    const goods = newGoods();
    await staff.post("/products", goods);
    const again = await staff.post("/products", { ...newGoods(), name: goods.name });
    expect(again.status).toBe(409);
    expect(again.body.error.code).toBe("SLUG_TAKEN");
  });

  it("leaves no second product with the same SKU", async () => {
    const { variants } = newGoods();
    await staff.post("/products", newGoods({ variants }));
    const again = await staff.post("/products", newGoods({ variants }));
    expect(again.status).toBe(409);
    expect(again.body.error).toMatchObject({ code: "SKU_TAKEN" });
  });

  it.each([
    ["an unknown field", { colour: "red" }, "colour"],
    ["a third digit", { variants: [{ sku: "X-1", price: 1.999 }] }, "variants.0.price"],
    ["a negative price", { variants: [{ sku: "X-1", price: -1 }] }, "variants.0.price"],
    ["no variant", { variants: [] }, "variants"],
    ["an empty name", { name: "  " }, "name"],
    ["a script for a picture", { images: [{ url: "javascript:alert(1)" }] }, "images.0.url"],
  ])("refuses %s by its field", async (_, change, field) => {
    const { status, body } = await staff.post("/products", newGoods(change));
    expect(status).toBe(400);
    expect(body.error.details.map((one: { field: string }) => one.field)).toContain(field);
  });

  it("is for staff", async () => {
    expect((await shop.client().post("/products", newGoods())).status).toBe(401);
    const shopper = await shop.shopper();
    expect((await shopper.post("/products", newGoods())).status).toBe(403);
  });
});
