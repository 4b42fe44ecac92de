import { listPromotions as contract } from "#contracts/promotions";
import { listPromotions } from "#flows/promotions";
import { serve } from "#kit/endpoint";

export const handler = serve(contract, async ({ query }) => {
  const { items, total } = await listPromotions(query);
  return { data: items, meta: { page: query.page, limit: query.limit, total } };
});
