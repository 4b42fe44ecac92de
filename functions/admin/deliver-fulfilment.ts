import { deliverFulfilment } from "#contracts/admin-orders";
import { deliver } from "#flows/fulfil";
import { serve } from "#kit/endpoint";
import { presentOrder } from "./present-order.ts";
import { staffOf } from "./staff.ts";

export const handler = serve(deliverFulfilment, async ({ params, actor, now }) => {
  const { orderNumber, fulfilmentId } = params;
  return await presentOrder(await deliver(orderNumber, fulfilmentId, staffOf(actor), now), now);
});
