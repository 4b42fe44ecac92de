import { beforeAll, describe, expect, it } from "vitest";
import { openShop, type Shop } from "../../infra/testing/shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});

describe("GET /products/:idOrSlug", () => {
  it("reads one product by its slug and by its id, with its heights", async () => {
    const bySlug = await shop.client().get("/products/fox");
    expect(bySlug.status).toBe(200);
    const { data } = bySlug.body;
    expect(data.id).toMatch(/^prod_/);
    expect(data.variants.map((one: { options: object }) => one.options)).toEqual([
      { height: "9 cm" },
      { height: "6 cm" },
      { height: "14 cm" },
    ]);
    expect(data.variants[0]).toMatchObject({ sku: data.sku, price: data.price });
    const byId = await shop.client().get(`/products/${data.id}`);
    expect(byId.body.data.slug).toBe("fox");
  });

  it.each(["basilisk", "prod_none", "%22%27%3Cscript%3E", "FOX"])("has no %s", async (slug) => {
    const { status, body } = await shop.client().get(`/products/${slug}`);
    expect(status).toBe(404);
    expect(body.error.code).toBe("PRODUCT_NOT_FOUND");
  });
});
