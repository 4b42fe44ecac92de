import { adjustInventory } from "#contracts/inventory";
import { adjustStock } from "#flows/adjust-stock";
import { serve } from "#kit/endpoint";
import { staffOf } from "./staff.ts";

export const handler = serve(adjustInventory, ({ params, body, actor, idempotencyKey, now }) =>
  adjustStock({ sku: params.sku, ...body, idempotencyKey, actor: staffOf(actor), now }),
);
