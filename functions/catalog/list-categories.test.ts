import { beforeAll, describe, expect, it } from "vitest";
import { openShop, type Shop } from "../../infra/testing/shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});

interface Category {
  readonly slug: string;
  readonly parent: string | null;
  readonly productCount: number;
}

describe("GET /categories", () => {
  it("gives the tree flat, parents before children, and counts that agree with the lists", async () => {
    const { status, body } = await shop.client().get("/categories");
    expect(status).toBe(200);
    const categories: Category[] = body.data;
    const seen = new Set<string | null>([null]);
    for (const category of categories) {
      expect(seen).toContain(category.parent);
      seen.add(category.slug);
    }
    const food = categories.find((one) => one.slug === "food");
    const listed = await shop.client().get("/products?category=food&limit=1");
    expect(food?.productCount).toBe(listed.body.meta.total);
  });

  it("cannot be written to", async () => {
    expect((await shop.client().post("/categories", {})).status).toBe(404);
  });
});
