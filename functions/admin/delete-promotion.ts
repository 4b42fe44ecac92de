import { deletePromotion as contract } from "#contracts/promotions";
import { deletePromotion } from "#flows/promotions";
import { serve } from "#kit/endpoint";

export const handler = serve(contract, async ({ params, now }) => {
  await deletePromotion(params.id, now);
  return undefined;
});
