import { listMovements } from "#contracts/inventory";
import * as Stocks from "#data/stock";
import * as Movements from "#data/stock-movement";
import { serve } from "#kit/endpoint";
import { Problem } from "#values/error-codes";

export const handler = serve(listMovements, async ({ params: { sku }, query: { page, limit } }) => {
  const all = await Movements.ofSku(sku, { newestFirst: true });
  if (all.length === 0 && (await Stocks.get(sku)) === undefined) {
    throw new Problem("SKU_NOT_FOUND", `There is no stock of ${sku}.`);
  }
  const start = (page - 1) * limit;
  return { data: all.slice(start, start + limit), meta: { page, limit, total: all.length } };
});
