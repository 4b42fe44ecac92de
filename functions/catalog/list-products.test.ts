import { beforeAll, describe, expect, it } from "vitest";
import { openShop, type Shop } from "../../infra/testing/shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});

const list = (query: string) => shop.client().get(`/products?${query}`);

describe("GET /products", () => {
  it("lists the demo goods, newest first, with an exact total", async () => {
    const { status, body } = await list("limit=50");
    expect(status).toBe(200);
    expect(body.meta).toMatchObject({ page: 1, limit: 50 });
    expect(body.meta.total).toBeGreaterThan(900);
    const times = body.data.map((product: { createdAt: string }) => product.createdAt);
    expect(times).toEqual(times.toSorted().toReversed());
  });

  it("keeps to a price range and sorts by price", async () => {
    const { body } = await list("minPrice=20&maxPrice=22.50&sort=price&order=asc&limit=100");
    const prices = body.data.map((product: { price: number }) => product.price);
    expect(prices.length).toBeGreaterThan(10);
    expect(prices).toEqual(prices.toSorted((a: number, b: number) => a - b));
    expect(Math.min(...prices)).toBeGreaterThanOrEqual(20);
    expect(Math.max(...prices)).toBeLessThanOrEqual(22.5);
  });

  it("takes a category with its descendants", async () => {
    const all = await list("category=animals&limit=1");
    const birds = await list("category=birds&limit=1");
    expect(all.body.meta.total).toBeGreaterThan(birds.body.meta.total);
    expect(birds.body.meta.total).toBeGreaterThan(0);
  });

  it("finds the fox by the beginning of its name, before everything else", async () => {
    const { body } = await list("q=fox");
    expect(body.data[0]).toMatchObject({ slug: "fox", currency: "EUR" });
  });

  it("answers a page past the end with nothing", async () => {
    const { status, body } = await list("page=10000&limit=100");
    expect(status).toBe(200);
    expect(body.data).toEqual([]);
    expect(body.meta.total).toBeGreaterThan(900);
  });

  it.each([
    ["page=0", "page"],
    ["page=10001", "page"],
    ["limit=101", "limit"],
    ["limit=two", "limit"],
    ["minPrice=20&maxPrice=10", "minPrice"],
    ["minPrice=-1", "minPrice"],
    ["sort=cheapest", "sort"],
    ["sort=relevance", "sort"],
    ["colour=red", "colour"],
  ])("refuses %s by its field", async (query, field) => {
    const { status, body } = await list(query);
    expect(status).toBe(400);
    expect(body.error.code).toBe("VALIDATION_ERROR");
    expect(body.error.details[0].field).toBe(field);
  });

  it("knows no list of an unknown category", async () => {
    const { status, body } = await list("category=cellar");
    expect(status).toBe(404);
    expect(body.error.code).toBe("CATEGORY_NOT_FOUND");
  });
});
