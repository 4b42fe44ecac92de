import { adjustInventory } from "#contracts/admin";
import { adjustStock } from "#flows/adjust-stock";
import { serve } from "#kit/endpoint";
import { staffOf } from "./staff.ts";

export const handler = serve(adjustInventory, async ({ params, body, actor, now }) => {
  const { quantity, reason } = body;
  return await adjustStock({ sku: params.sku, quantity, reason, actor: staffOf(actor), now });
});
