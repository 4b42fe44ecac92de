import { listCategories } from "#contracts/catalog";
import { catalogueMemory } from "#flows/catalogue-memory";
import { serve } from "#kit/endpoint";

export const handler = serve(listCategories, async ({ now }) => [
  ...(await catalogueMemory().categories(now)),
]);
