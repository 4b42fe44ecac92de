import { getInventory } from "#contracts/inventory";
import * as Stocks from "#data/stock";
import * as Stock from "#domain/stock";
import { serve } from "#kit/endpoint";
import { Problem } from "#values/error-codes";

export const handler = serve(getInventory, async ({ params: { sku } }) => {
  const stock = await Stocks.get(sku);
  if (stock === undefined) throw new Problem("SKU_NOT_FOUND", `There is no stock of ${sku}.`);
  return Stock.toPublic(stock);
});
