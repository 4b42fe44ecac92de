import { beforeAll, describe, expect, it } from "vitest";
import { newGoods } from "../../infra/testing/new-goods.ts";
import { findSku } from "../../infra/testing/purchase.ts";
import { openShop, type Shop } from "../../infra/testing/shop.ts";

let shop: Shop;
let sku: string;
beforeAll(async () => {
  shop = await openShop();
  sku = await findSku(shop.client());
});

describe("PUT /cart/items/:sku", () => {
  it("fills a guest's basket, which hangs on its cookie", async () => {
    const client = shop.client();
    const { status, body } = await client.put(`/cart/items/${sku}`, { quantity: 2 });
    expect(status).toBe(200);
    const [line] = body.data.items;
    expect(line).toMatchObject({ sku, quantity: 2, total: line.price * 2 });
    expect(body.data.total).toBeCloseTo(body.data.subtotal + body.data.shipping, 2);
    expect((await client.get("/cart")).body.data.itemCount).toBe(2);
    expect((await shop.client().get("/cart")).body.data.itemCount).toBe(0);
  });

  it("sets the quantity rather than adding to it, and 0 removes", async () => {
    const client = shop.client();
    await client.put(`/cart/items/${sku}`, { quantity: 2 });
    const three = await client.put(`/cart/items/${sku}`, { quantity: 3 });
    expect(three.body.data.itemCount).toBe(3);
    const none = await client.put(`/cart/items/${sku}`, { quantity: 0 });
    expect(none.body.data.items).toEqual([]);
  });

  it.each([-1, 1.5, 100, "2", null, {}])("refuses a quantity of %j", async (quantity) => {
    const { status, body } = await shop.client().put(`/cart/items/${sku}`, { quantity });
    expect(status).toBe(400);
    expect(body.error.details[0].field).toBe("quantity");
  });

  it("has nothing under an unknown SKU", async () => {
    const { status, body } = await shop.client().put("/cart/items/NO-SUCH", { quantity: 1 });
    expect(status).toBe(404);
    expect(body.error.code).toBe("SKU_NOT_FOUND");
  });

  it("gives no more than there is", async () => {
    const hedgehog = (await shop.client().get("/products/hedgehog")).body.data;
    const { status, body } = await shop
      .client()
      .put(`/cart/items/${hedgehog.sku}`, { quantity: 1 });
    expect(status).toBe(409);
    expect(body.error.code).toBe("OUT_OF_STOCK");
  });

  it("adds up even the dearest goods", async () => {
    const dear = `DEAR-${crypto.randomUUID().slice(0, 8)}`;
    const variants = [{ sku: dear, price: 10_000_000, stock: 99 }];
    const made = await (await shop.staff()).post("/products", newGoods({ variants }));
    expect(made.status).toBe(201);
    const { status, body } = await shop.client().put(`/cart/items/${dear}`, { quantity: 99 });
    expect(status).toBe(200);
    expect(body.data.total).toBe(990_000_000);
  });

  it("wants the CSRF token, from guests too", async () => {
    const { status, body } = await shop
      .client()
      .put(`/cart/items/${sku}`, { quantity: 1 }, { withoutCsrf: true });
    expect(status).toBe(403);
    expect(body.error.code).toBe("CSRF_REJECTED");
  });
});
