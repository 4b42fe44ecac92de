import { updatePromotion as contract } from "#contracts/promotions";
import { updatePromotion } from "#flows/promotions";
import { serve } from "#kit/endpoint";

export const handler = serve(contract, ({ params, body, now }) =>
  updatePromotion(params.id, body, now),
);
