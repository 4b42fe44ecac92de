import { z } from "zod";
import { publishMessage } from "#contracts/messages";
import * as Products from "#data/product";
import * as Stocks from "#data/stock";
import { type PublicProduct, toPublic } from "#domain/product";
import { onOffer } from "#domain/stock";
import { catalogueMemory } from "#flows/catalogue-memory";
import * as Storage from "#gateways/storage";
import { onBatch } from "#kit/job";
import { environment } from "#values/environment";
import * as site from "../../dist/site/server/entry.mjs";
import { tablePageData } from "../pages/page-data.ts";
import { publish } from "../pages/publish.ts";

const env = environment({ STORE_URL: z.url().optional() });
const catalogue = catalogueMemory();
const data = tablePageData(catalogue);

/**
 * Publishes the pages that a change shows on. A batch is one piece of work: where a page fails, all
 * of it is done again, which only renders the same pages once more.
 */
export const handler = onBatch(publishMessage, async (deliveries, now) => {
  const messages = deliveries.map(({ message }) => message);
  const started = Date.now();
  try {
    await catalogue.lookAgain(now);
    const published = await publish(messages, {
      site,
      storeUrl: env.STORE_URL,
      data,
      categories: () => catalogue.categories(now),
      products: readProducts,
      allProductIds: async () => {
        const { items } = await catalogue.list({ page: 1, limit: Number.MAX_SAFE_INTEGER }, now);
        return items.map((product) => product.id);
      },
      isTaken: async (slug) => (await Products.getBySlug(slug)) !== undefined,
      storage: {
        list: (prefix) => Storage.list("pages", prefix),
        metadata: (key) => Storage.metadata("pages", key),
        put: (object) => Storage.put("pages", object),
        remove: (keys) => Storage.remove("pages", keys),
      },
    });
    const took = Date.now() - started;
    console.info(JSON.stringify({ level: "info", what: "published", ...published, took }));
    return [];
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    console.error(JSON.stringify({ level: "error", what: "publish", name, message, stack }));
    return deliveries.map(({ id }) => id);
  }
});

/** Consistently read, with the stock of this moment; deleted products are missing. */
async function readProducts(ids: readonly string[]): Promise<PublicProduct[]> {
  const products = [...(await Products.getAll(ids)).values()];
  const skus = products.flatMap((product) => product.variants.map((variant) => variant.sku));
  const stocks = await Stocks.getAll(skus);
  return products.map((product) => toPublic(product, (sku) => onOffer(stocks.get(sku))));
}
