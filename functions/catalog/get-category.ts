import { getCategory } from "#contracts/catalog";
import { ancestors } from "#domain/category";
import { catalogueMemory } from "#flows/catalogue-memory";
import { serve } from "#kit/endpoint";
import { Problem } from "#values/error-codes";

export const handler = serve(getCategory, async ({ params, now }) => {
  const tree = await catalogueMemory().categories(now);
  const category = tree.find((one) => one.slug === params.slug);
  if (category === undefined) {
    throw new Problem("CATEGORY_NOT_FOUND", `There is no category ${params.slug}.`);
  }
  return {
    ...category,
    ancestors: ancestors(tree, category),
    children: tree.filter((one) => one.parent === category.slug),
  };
});
