import { z } from "zod";
import { category, product } from "#contracts/catalog";
import * as Settings from "#data/settings";
import { type CatalogueMemory, catalogueMemory } from "#flows/catalogue-memory";
import { readProduct } from "#flows/products";
import { Problem } from "#values/error-codes";
import { isProductId } from "#values/id";
import { fromMajor } from "#values/money";
import type { ListingQuery, PageData, Product } from "../../site/src/page-data.ts";

type PublicProduct = z.output<typeof product>;

/** A product as it goes over the wire: pages and islands read the same shape. */
export function toWire(one: PublicProduct): Product {
  return z.encode(product, one);
}

/** An amount of a page's query in minor units; what is no amount limits nothing. */
function minor(amount: number | undefined): number | undefined {
  return amount === undefined ? undefined : fromMajor(amount);
}

/**
 * What pages show, from the table: one product as it stands this moment, lists and shelves from the
 * memory of this process, some seconds old at most.
 */
export function tablePageData(
  catalogue: CatalogueMemory = catalogueMemory(),
  read: (slug: string) => Promise<PublicProduct> = readProduct,
): PageData {
  return {
    async categories() {
      const found = await catalogue.categories(new Date());
      return found.map((one) => z.encode(category, one));
    },

    async products({ page = 1, limit = 20, minPrice, maxPrice, ...query }: ListingQuery) {
      try {
        const { items, total } = await catalogue.list(
          { ...query, page, limit, minPrice: minor(minPrice), maxPrice: minor(maxPrice) },
          new Date(),
        );
        return { items: items.map(toWire), total };
      } catch (error) {
        // Pages look a shelf up in the tree before they ask; between the two it may have gone.
        if (isMissing(error)) return { items: [], total: 0 };
        throw error;
      }
    },

    async product(slug) {
      // A product has one address, and that is its slug.
      if (isProductId(slug)) return null;
      try {
        return toWire(await read(slug));
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },

    // Consistently: whoever publishes was told of a change a moment ago.
    terms: () => Settings.get({ consistent: true }),
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Problem && error.statusCode === 404;
}
