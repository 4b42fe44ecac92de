import { listProducts } from "#contracts/catalog";
import { catalogueMemory } from "#flows/catalogue-memory";
import { serve } from "#kit/endpoint";

export const handler = serve(listProducts, async ({ query, now }) => {
  const { items, total } = await catalogueMemory().list(query, now);
  return { data: items, meta: { page: query.page, limit: query.limit, total } };
});
