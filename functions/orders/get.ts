import { get } from "#contracts/orders";
import { toPublic } from "#domain/order-view";
import { readOrder } from "#flows/order-access";
import { serve } from "#kit/endpoint";

export const handler = serve(get, async ({ params, query, actor, header, now }) => {
  const token = header("x-order-token") ?? query.token;
  return toPublic(await readOrder(params.orderNumber, { actor, token }), now);
});
