import { expect, test } from "vitest";
import { shelves } from "./home.ts";
import type { Category, PageData, Product } from "./page-data.ts";

const named = (slug: string, pictures: number) =>
  ({ slug, images: Array.from({ length: pictures }, () => ({ url: `/${slug}.webp` })) }) as Product;

test("a shelf peeks with its three newest figurines that have a picture", async () => {
  const newest = [
    named("bare", 0),
    named("fox", 1),
    named("owl", 2),
    named("cod", 1),
    named("ant", 1),
  ];
  const data = {
    products: async ({ limit }: { limit: number }) => ({ items: newest.slice(0, limit) }),
  };
  const animals = { slug: "animals", parent: null } as Category;
  const [shelf] = await shelves(data as unknown as PageData, [animals]);
  expect(shelf?.peek.map(({ slug }) => slug)).toEqual(["fox", "owl", "cod"]);
});
