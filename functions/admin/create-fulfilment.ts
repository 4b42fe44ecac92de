import { createFulfilment } from "#contracts/admin";
import { markShipped } from "#flows/fulfil";
import { serve } from "#kit/endpoint";
import { staffOf } from "./staff.ts";
import { presentOrder } from "./present-order.ts";

export const handler = serve(createFulfilment, async ({ params, body, actor, now }) => {
  const order = await markShipped({
    orderNumber: params.orderNumber,
    carrier: body.carrier ?? null,
    trackingNumber: body.trackingNumber ?? null,
    actor: staffOf(actor),
    now,
  });
  return await presentOrder(order, now);
});
