import { describe, expect, it } from "vitest";
import { mockCategory } from "#data/category";
import * as Category from "./category.ts";

const animals = mockCategory({ slug: "animals", parent: null, path: "animals", position: 0 });
const sea = mockCategory({ slug: "sea", parent: "animals", path: "animals/sea", position: 1 });
const birds = mockCategory({
  slug: "birds",
  parent: "animals",
  path: "animals/birds",
  position: 0,
});
const owls = mockCategory({
  slug: "owls",
  parent: "birds",
  path: "animals/birds/owls",
  position: 0,
});
const food = mockCategory({ slug: "food", parent: null, path: "food", position: 1 });
/** Begins like another path, and lies beside it. */
const seaside = mockCategory({
  slug: "seaside",
  parent: "animals",
  path: "animals/seaside",
  position: 2,
});
const tree = [food, owls, seaside, sea, birds, animals];

const slugs = (categories: Iterable<Category.Category>) => [...categories].map((one) => one.slug);

describe("the category tree", () => {
  it("stands with parents before children and siblings in their order", () => {
    expect(slugs(Category.inTreeOrder(tree))).toEqual([
      "animals",
      "birds",
      "owls",
      "sea",
      "seaside",
      "food",
    ]);
  });

  it("gives a category with everything below it, and nothing beside it", () => {
    expect(Category.withDescendants(tree, "birds")).toEqual(new Set(["owls", "birds"]));
    expect(Category.withDescendants(tree, "sea")).toEqual(new Set(["sea"]));
    expect(Category.withDescendants(tree, "cellar")).toBeUndefined();
  });

  it("leads from the root to a category", () => {
    expect(slugs(Category.ancestors(tree, owls))).toEqual(["animals", "birds"]);
  });

  it("counts a product in its category and in all above", () => {
    const counts = Category.counts(tree, ["owls", "owls", "sea", "nowhere"]);
    expect(Object.fromEntries(counts)).toEqual({ animals: 3, birds: 2, owls: 2, sea: 1 });
  });
});
