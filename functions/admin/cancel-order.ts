import { cancelOrder } from "#contracts/admin-orders";
import * as Cancel from "#flows/cancel";
import { serve } from "#kit/endpoint";
import { presentOrder } from "./present-order.ts";
import { staffOf } from "./staff.ts";

export const handler = serve(cancelOrder, async ({ params, body, actor, now }) => {
  const { reason = null, restock } = body;
  const by = { who: "team", actor: staffOf(actor), reason, restock } as const;
  return await presentOrder(await Cancel.cancelOrder(params.orderNumber, by, now), now);
});
