import { getOrder } from "#contracts/admin-orders";
import * as Orders from "#data/order";
import { serve } from "#kit/endpoint";
import { Problem } from "#values/error-codes";
import { presentOrder } from "./present-order.ts";

export const handler = serve(getOrder, async ({ params, now }) => {
  const order = await Orders.get(params.orderNumber);
  if (order === undefined) throw new Problem("ORDER_NOT_FOUND", "There is no such order.");
  return await presentOrder(order, now);
});
