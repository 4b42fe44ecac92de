import { cancel } from "#contracts/orders";
import { toPublic } from "#domain/order-view";
import { cancelOrder } from "#flows/cancel";
import { ownOrder } from "#flows/order-access";
import { serve } from "#kit/endpoint";
import { shopperOf } from "./shopper.ts";

export const handler = serve(cancel, async ({ params, query, body, actor, header, now }) => {
  const token = header("x-order-token") ?? query.token;
  const { orderNumber } = await ownOrder(params.orderNumber, { actor, token });
  const reason = body.reason ?? null;
  const by = { who: "shopper", actor: shopperOf(actor), reason, restock: true } as const;
  return toPublic(await cancelOrder(orderNumber, by, now), now);
});
