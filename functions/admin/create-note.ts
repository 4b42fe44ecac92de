import { createNote } from "#contracts/admin-orders";
import * as Order from "#domain/order";
import { changeOrder } from "#flows/change-order";
import { serve } from "#kit/endpoint";
import { presentOrder } from "./present-order.ts";
import { staffOf } from "./staff.ts";

export const handler = serve(createNote, async ({ params, body, actor, now }) => {
  const note = { kind: "note", title: "Note", detail: body.text, actor: staffOf(actor) };
  const order = await changeOrder(params.orderNumber, (one) => Order.remark(one, note, now));
  return await presentOrder(order, now);
});
