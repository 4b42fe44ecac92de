import { beforeAll, describe, expect, it } from "vitest";
import { findSku } from "../../infra/testing/purchase.ts";
import { openShop, type Shop } from "../../infra/testing/shop.ts";

let shop: Shop;
let sku: string;
beforeAll(async () => {
  shop = await openShop();
  sku = await findSku(shop.client());
});

describe("DELETE /cart/items/:sku", () => {
  it("takes a SKU out, once", async () => {
    const client = shop.client();
    await client.put(`/cart/items/${sku}`, { quantity: 1 });
    expect((await client.del(`/cart/items/${sku}`)).status).toBe(204);
    expect((await client.get("/cart")).body.data.items).toEqual([]);
    const again = await client.del(`/cart/items/${sku}`);
    expect(again.status).toBe(404);
    expect(again.body.error.code).toBe("CART_ITEM_NOT_FOUND");
  });

  it("finds nothing in no basket", async () => {
    expect((await shop.client().del(`/cart/items/${sku}`)).status).toBe(404);
  });
});
