import { createReturn } from "#contracts/admin-refunds";
import { requestReturn } from "#flows/returns";
import { serve } from "#kit/endpoint";
import { presentOrder } from "./present-order.ts";
import { staffOf } from "./staff.ts";

export const handler = serve(createReturn, async ({ params, body, actor, now }) => {
  const lines = body.lines.map(({ reason = "", ...line }) => ({ ...line, reason }));
  const wanted = { lines, note: body.note ?? null, asker: "team", actor: staffOf(actor) } as const;
  return await presentOrder(await requestReturn(params.orderNumber, wanted, now), now);
});
