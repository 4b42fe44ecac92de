import { addPromotion as contract } from "#contracts/cart";
import { idOf } from "#domain/cart";
import { addPromotion } from "#flows/cart";
import { CART } from "#kit/cookies";
import { serve } from "#kit/endpoint";

export const handler = serve(contract, ({ body, actor, cookie, now }) =>
  addPromotion(idOf(actor, cookie(CART)), body.code, now),
);
