import { listInventory } from "#contracts/inventory";
import * as Stocks from "#data/stock";
import * as Stock from "#domain/stock";
import { catalogueMemory } from "#flows/catalogue-memory";
import { serve } from "#kit/endpoint";

export const handler = serve(listInventory, async ({ query: { page, limit, ...wanted }, now }) => {
  const found = await catalogueMemory().inventory(wanted, now);
  const start = (page - 1) * limit;
  const entries = found.slice(start, start + limit);
  // The memory follows what is on offer; what was sold or is owed changes without it.
  const stocks = await Stocks.getAll(entries.map((entry) => entry.sku));
  const data = entries.map((entry) => {
    const stock = stocks.get(entry.sku);
    return stock === undefined ? entry : { ...entry, ...Stock.toPublic(stock) };
  });
  return { data, meta: { page, limit, total: found.length } };
});
