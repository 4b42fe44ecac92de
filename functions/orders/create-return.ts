import { createReturn } from "#contracts/orders";
import { toPublic } from "#domain/order-view";
import { ownOrder } from "#flows/order-access";
import { requestReturn } from "#flows/returns";
import { serve } from "#kit/endpoint";
import { shopperOf } from "./shopper.ts";

export const handler = serve(createReturn, async ({ params, query, body, actor, header, now }) => {
  const token = header("x-order-token") ?? query.token;
  const { orderNumber } = await ownOrder(params.orderNumber, { actor, token });
  const lines = body.lines.map(({ reason = "", ...line }) => ({ ...line, reason }));
  const note = body.note ?? null;
  const wanted = { lines, note, asker: "shopper", actor: shopperOf(actor) } as const;
  return toPublic(await requestReturn(orderNumber, wanted, now), now);
});
