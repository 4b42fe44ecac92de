import { expect, it } from "vitest";
import { childrenOf, pathTo } from "./category-tree.ts";
import { mockCategories } from "./testing.ts";

const names = (categories: readonly { name: string }[]) => categories.map(({ name }) => name);

it("leads from the root to a shelf", () => {
  expect(names(pathTo(mockCategories, "mammals"))).toEqual(["Animals", "Mammals"]);
});

it("leads nowhere for a shelf that is not there", () => {
  expect(pathTo(mockCategories, "machines")).toEqual([]);
});

it("ends where a shelf is its own ancestor", () => {
  const circle = [
    { slug: "a", name: "A", parent: "b", productCount: 0 },
    { slug: "b", name: "B", parent: "a", productCount: 0 },
  ];
  expect(names(pathTo(circle, "a"))).toEqual(["B", "A"]);
});

it("knows the roots, and what is below a shelf", () => {
  expect(names(childrenOf(mockCategories, null))).toEqual(["Animals", "Food"]);
  expect(names(childrenOf(mockCategories, "animals"))).toEqual(["Mammals"]);
});
