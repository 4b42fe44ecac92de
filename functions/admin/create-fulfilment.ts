import { createFulfilment } from "#contracts/admin-orders";
import { fulfil } from "#flows/fulfil";
import { serve } from "#kit/endpoint";
import { staffOf } from "./staff.ts";
import { presentOrder } from "./present-order.ts";

export const handler = serve(createFulfilment, async ({ params, body, actor, now }) => {
  const { lines, carrier = null, trackingNumber = null, trackingUrl = null } = body;
  const parcel = { lines, carrier, trackingNumber, trackingUrl, actor: staffOf(actor) };
  return await presentOrder(await fulfil(params.orderNumber, parcel, now), now);
});
