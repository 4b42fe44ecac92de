import { getInvoice } from "#contracts/orders";
import { drawInvoiceOf } from "#flows/invoice";
import { readOrder } from "#flows/order-access";
import { serve } from "#kit/endpoint";

export const handler = serve(getInvoice, async ({ params, query, actor, header }) => {
  const token = header("x-order-token") ?? query.token;
  return await drawInvoiceOf(await readOrder(params.orderNumber, { actor, token }));
});
