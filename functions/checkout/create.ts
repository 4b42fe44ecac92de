import { create } from "#contracts/checkout";
import { idOf } from "#domain/cart";
import { checkout } from "#flows/checkout";
import { CART } from "#kit/cookies";
import { serve } from "#kit/endpoint";

export const handler = serve(create, ({ body, actor, cookie, idempotencyKey, storeUrl, now }) =>
  checkout({ actor, cartId: idOf(actor, cookie(CART)), idempotencyKey, body, storeUrl, now }),
);
