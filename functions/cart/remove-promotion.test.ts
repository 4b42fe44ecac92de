import { beforeAll, describe, expect, it } from "vitest";
import { findSku } from "../../infra/testing/purchase.ts";
import { openShop, type Shop } from "../../infra/testing/shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});

describe("DELETE /cart/promotion/:code", () => {
  it("takes a code back, however it is written, and knows when the cart has it not", async () => {
    const client = shop.client();
    await client.put(`/cart/items/${await findSku(client)}`, { quantity: 1 });
    await client.put("/cart/promotion", { code: "SUNNY10" });
    const path = `/cart/promotion/${encodeURIComponent("ｓunny10")}`;
    expect((await client.del(path)).status).toBe(204);
    expect((await client.get("/cart")).body.data).toMatchObject({ discount: 0, promotions: [] });
    const again = await client.del(path);
    expect(again.status).toBe(404);
    expect(again.body.error).toMatchObject({
      code: "PROMOTION_NOT_FOUND",
      details: [{ field: "code" }],
    });
  });

  it("finds nothing under what cannot be a code", async () => {
    const answer = await shop.client().del(`/cart/promotion/${encodeURIComponent("🦊")}`);
    expect(answer.status).toBe(404);
  });
});
