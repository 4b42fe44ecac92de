import { createRefund } from "#contracts/admin-refunds";
import { giveBack } from "#flows/give-back";
import { serve } from "#kit/endpoint";
import { presentOrder } from "./present-order.ts";
import { staffOf } from "./staff.ts";

export const handler = serve(createRefund, async ({ params, body, actor, idempotencyKey, now }) => {
  const asked = { ...body, returnId: body.returnId ?? null, actor: staffOf(actor) };
  const order = await giveBack(params.orderNumber, asked, idempotencyKey, now);
  return await presentOrder(order, now);
});
