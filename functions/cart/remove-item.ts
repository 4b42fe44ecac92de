import { removeItem as contract } from "#contracts/cart";
import { idOf } from "#domain/cart";
import { removeItem } from "#flows/cart";
import { CART } from "#kit/cookies";
import { serve } from "#kit/endpoint";

export const handler = serve(contract, async ({ params, actor, cookie, now }) => {
  await removeItem(idOf(actor, cookie(CART)), params.sku, now);
  return undefined;
});
