import { packOrder } from "#contracts/admin-orders";
import * as Fulfilment from "#domain/fulfilment";
import { changeOrder } from "#flows/change-order";
import { serve } from "#kit/endpoint";
import { presentOrder } from "./present-order.ts";
import { staffOf } from "./staff.ts";

export const handler = serve(packOrder, async ({ params, actor, now }) => {
  const order = await changeOrder(params.orderNumber, (one) =>
    Fulfilment.pack(one, staffOf(actor), now),
  );
  return await presentOrder(order, now);
});
