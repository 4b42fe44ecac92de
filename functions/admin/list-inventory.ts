import { listInventory } from "#contracts/inventory";
import { catalogueMemory } from "#flows/catalogue-memory";
import { serve } from "#kit/endpoint";

export const handler = serve(listInventory, async ({ query: { page, limit, ...wanted }, now }) => {
  const found = await catalogueMemory().inventory(wanted, now);
  const start = (page - 1) * limit;
  return { data: found.slice(start, start + limit), meta: { page, limit, total: found.length } };
});
