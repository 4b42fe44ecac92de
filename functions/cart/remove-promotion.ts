import { removePromotion as contract } from "#contracts/cart";
import { idOf } from "#domain/cart";
import { removePromotion } from "#flows/cart";
import { CART } from "#kit/cookies";
import { serve } from "#kit/endpoint";

export const handler = serve(contract, async ({ params, actor, cookie, now }) => {
  await removePromotion(idOf(actor, cookie(CART)), params.code, now);
  return undefined;
});
