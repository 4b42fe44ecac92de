import { setInventoryPolicy } from "#contracts/inventory";
import * as Stock from "#domain/stock";
import { setStockPolicy } from "#flows/stock-policy";
import { serve } from "#kit/endpoint";

export const handler = serve(setInventoryPolicy, async ({ params: { sku }, body, now }) =>
  Stock.toPublic(await setStockPolicy({ sku, change: body, now })),
);
