import { rejectReturn } from "#contracts/admin-refunds";
import * as Returns from "#flows/returns";
import { serve } from "#kit/endpoint";
import { presentOrder } from "./present-order.ts";
import { staffOf } from "./staff.ts";

export const handler = serve(rejectReturn, async ({ params, body, actor, now }) => {
  const why = { reason: body.reason, actor: staffOf(actor) };
  const order = await Returns.rejectReturn(params.orderNumber, params.returnId, why, now);
  return await presentOrder(order, now);
});
