import { receiveReturn } from "#contracts/admin-refunds";
import * as Returns from "#flows/returns";
import { serve } from "#kit/endpoint";
import { presentOrder } from "./present-order.ts";
import { staffOf } from "./staff.ts";

export const handler = serve(receiveReturn, async ({ params, body, actor, now }) => {
  const how = { restock: body.restock, actor: staffOf(actor) };
  const order = await Returns.receiveReturn(params.orderNumber, params.returnId, how, now);
  return await presentOrder(order, now);
});
