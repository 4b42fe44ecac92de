import { get } from "#contracts/cart";
import { idOf } from "#domain/cart";
import { readCart } from "#flows/cart";
import { CART } from "#kit/cookies";
import { serve } from "#kit/endpoint";

export const handler = serve(get, ({ actor, cookie, query, now }) =>
  readCart(idOf(actor, cookie(CART)), now, query),
);
