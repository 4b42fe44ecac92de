import { setItem as contract } from "#contracts/cart";
import { COOKIE_SECONDS, idOf } from "#domain/cart";
import { setItem } from "#flows/cart";
import { CART, setCookie } from "#kit/cookies";
import { serve } from "#kit/endpoint";
import { newCartId } from "#values/id";

export const handler = serve(contract, async ({ params, body, actor, now, ...call }) => {
  const id = idOf(actor, call.cookie(CART)) ?? newCartId();
  const cart = await setItem(id, params.sku, body.quantity, now);
  // Renewed with each change, as the cart's own time is.
  if (actor.kind === "guest") call.setCookie(setCookie(CART, id, COOKIE_SECONDS));
  return cart;
});
