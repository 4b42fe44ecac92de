import { getInvoice } from "#contracts/admin-orders";
import * as Orders from "#data/order";
import { drawInvoiceOf } from "#flows/invoice";
import { serve } from "#kit/endpoint";
import { Problem } from "#values/error-codes";

export const handler = serve(getInvoice, async ({ params }) => {
  const order = await Orders.get(params.orderNumber);
  if (order === undefined) throw new Problem("ORDER_NOT_FOUND", "There is no such order.");
  return await drawInvoiceOf(order);
});
