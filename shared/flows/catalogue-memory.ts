import * as Categories from "#data/category";
import * as Products from "#data/product";
import * as Stocks from "#data/stock";
import * as Category from "#domain/category";
import * as Inventory from "#domain/inventory";
import * as Listing from "#domain/listing";
import * as Product from "#domain/product";
import * as Stock from "#domain/stock";
import { Problem } from "#values/error-codes";

/** Older than this, a list asks the table what has changed. */
const FRESH_MS = 1_500;
/** Changes are asked for from this much before the last look: clocks differ, and indexes lag. */
const OVERLAP_MS = 10_000;

export interface CategoryWithCount extends Category.Category {
  /** Products in it and in its descendants. */
  readonly productCount: number;
}

export interface CatalogueMemory {
  /**
   * One page of products with the stock of some seconds ago at most, and the exact total.
   * @throws Problem CATEGORY_NOT_FOUND
   */
  list(
    query: Listing.ListingQuery,
    now: Date,
  ): Promise<{ items: Product.PublicProduct[]; total: number }>;
  /** Every SKU there ever was, the low ones first, then those with the fewest pieces. */
  inventory(wanted: Inventory.InventoryQuery, now: Date): Promise<Inventory.Entry[]>;
  /** Undefined where there is no such product. */
  bySlug(slug: string, now: Date): Promise<Product.PublicProduct | undefined>;
  /** The whole tree, parents before children. */
  categories(now: Date): Promise<readonly CategoryWithCount[]>;
  /** Asks the table now, however fresh the memory is: for who was told of a change. */
  lookAgain(now: Date): Promise<void>;
}

/** Everything a function's process knows of the catalogue: some 5 MB for 1,000 products. */
class Memory implements CatalogueMemory {
  readonly #entries = new Map<string, Listing.Entry>();
  readonly #shards = new Map<string, Map<number, Stock.StockShard>>();
  readonly #stock = new Map<string, Stock.Stock>();
  #categories: readonly CategoryWithCount[] = [];
  #lookedAt: Date | undefined;
  #looking: Promise<void> | undefined;

  async list(query: Listing.ListingQuery, now: Date) {
    await this.#refresh(now);
    const available = (sku: string) => this.#stockOf(sku).available;
    const found = Listing.list(this.#entries.values(), this.#categories, available, query);
    if (found === undefined) {
      throw new Problem("CATEGORY_NOT_FOUND", `There is no category ${query.category}.`);
    }
    const items = found.items.map((product) => Product.toPublic(product, this.#stockOf));
    return { items, total: found.total };
  }

  async inventory(wanted: Inventory.InventoryQuery, now: Date) {
    await this.#refresh(now);
    const productOf = (id: string) => this.#entries.get(id)?.product;
    return Inventory.list(this.#stock.values(), productOf, wanted);
  }

  async bySlug(slug: string, now: Date) {
    await this.#refresh(now);
    for (const { product } of this.#entries.values()) {
      if (product.slug === slug) return Product.toPublic(product, this.#stockOf);
    }
    return undefined;
  }

  async categories(now: Date) {
    await this.#refresh(now);
    return this.#categories;
  }

  async lookAgain(now: Date): Promise<void> {
    // A look that is under way may have begun before the change.
    await this.#looking?.catch(() => undefined);
    await this.#look(now);
  }

  readonly #stockOf = (sku: string) => Stock.onOffer(this.#stock.get(sku));

  /** Callers at the same time share one look. */
  async #refresh(now: Date): Promise<void> {
    if (this.#lookedAt && now.getTime() - this.#lookedAt.getTime() < FRESH_MS) return;
    this.#looking ??= this.#look(now).finally(() => {
      this.#looking = undefined;
    });
    try {
      await this.#looking;
    } catch (error) {
      // A list of some seconds ago is better than none, once there is one.
      if (this.#lookedAt === undefined) throw error;
      console.warn(
        JSON.stringify({ level: "warn", what: "catalogue not refreshed", error: String(error) }),
      );
    }
  }

  async #look(now: Date): Promise<void> {
    const since = this.#lookedAt && new Date(this.#lookedAt.getTime() - OVERLAP_MS);
    const [changes, categories] = await Promise.all([
      Products.changesSince(since),
      Categories.all(),
    ]);
    for (const item of changes) this.#learn(item);
    const shelves = [...this.#entries.values()].map((entry) => entry.product.category);
    const counts = Category.counts(categories, shelves);
    this.#categories = Category.inTreeOrder(categories).map((category) => ({
      ...category,
      productCount: counts.get(category.slug) ?? 0,
    }));
    this.#lookedAt = now;
  }

  #learn(item: Record<string, unknown>): void {
    if (item["type"] === "Stock") {
      this.#learnStock(Stocks.parse(item));
      return;
    }
    const product = Products.parse(item);
    const known = this.#entries.get(product.id);
    if (product.deletedAt !== null) this.#entries.delete(product.id);
    // The overlap brings the same versions again; their words need not be split again.
    else if (known?.product.version !== product.version) {
      this.#entries.set(product.id, Listing.toEntry(product));
    }
  }

  /** Shards may come in any order: until shard 0 has come, the SKU is not known. */
  #learnStock(part: Stock.StockShard): void {
    const parts = this.#shards.get(part.sku) ?? new Map<number, Stock.StockShard>();
    const known = parts.get(part.shard);
    // The overlap of two looks, and the order in which the index answers, bring old versions again.
    if (known !== undefined && known.version > part.version) return;
    this.#shards.set(part.sku, parts.set(part.shard, part));
    const [main, ...others] = [...parts.values()].toSorted((a, b) => a.shard - b.shard);
    if (main?.shard === 0) this.#stock.set(part.sku, Stock.whole(main, others));
  }
}

let memory: Memory | undefined;

/** The one memory of this process. */
export function catalogueMemory(): CatalogueMemory {
  memory ??= new Memory();
  return memory;
}

/** Forgets everything: for tests that change the table. */
export function forgetCatalogue(): void {
  memory = undefined;
}
