import { createPromotion as contract } from "#contracts/promotions";
import { createPromotion } from "#flows/promotions";
import { serve } from "#kit/endpoint";

export const handler = serve(contract, ({ body, now }) => createPromotion(body, now));
