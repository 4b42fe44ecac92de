import { getPromotion } from "#contracts/promotions";
import { readPromotion } from "#flows/promotions";
import { serve } from "#kit/endpoint";

export const handler = serve(getPromotion, ({ params }) => readPromotion(params.id));
