import { beforeAll, describe, expect, it } from "vitest";
import { openShop, type Shop } from "../../infra/testing/shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});

const slugs = (categories: { slug: string }[]) => categories.map((one) => one.slug);

describe("GET /categories/:slug", () => {
  it("gives a category with what is above and below it", async () => {
    const { status, body } = await shop.client().get("/categories/mammals");
    expect(status).toBe(200);
    expect(slugs(body.data.ancestors)).toEqual(["animals"]);
    expect(slugs(body.data.children)).toContain("monkeys");
  });

  it("knows what does not exist", async () => {
    const { status, body } = await shop.client().get("/categories/cellar");
    expect(status).toBe(404);
    expect(body.error.code).toBe("CATEGORY_NOT_FOUND");
  });
});
