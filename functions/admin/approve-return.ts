import { approveReturn } from "#contracts/admin-refunds";
import * as Returns from "#flows/returns";
import { serve } from "#kit/endpoint";
import { presentOrder } from "./present-order.ts";
import { staffOf } from "./staff.ts";

export const handler = serve(approveReturn, async ({ params, actor, now }) => {
  const { orderNumber, returnId } = params;
  const order = await Returns.approveReturn(orderNumber, returnId, staffOf(actor), now);
  return await presentOrder(order, now);
});
