import type { ProductCreate, ProductUpdate } from "#contracts/catalog";
import * as Categories from "#data/category";
import * as Products from "#data/product";
import * as Stocks from "#data/stock";
import * as Movements from "#data/stock-movement";
import { type Refusals, transact, type Write } from "#data/write";
import * as Product from "#domain/product";
import * as Stock from "#domain/stock";
import * as StockMoves from "#domain/stock-moves";
import { type FieldProblem, Problem } from "#values/error-codes";
import { isProductId, newProductId, newUlid } from "#values/id";
import type { Actor } from "#values/roles";
import { untilSettled } from "./attempts.ts";

/** Who changes what, and when. */
interface Change {
  readonly actor: Actor;
  readonly now: Date;
}

/**
 * A product by id or slug as the API shows it, consistently read and with the stock of this moment.
 * @throws Problem PRODUCT_NOT_FOUND
 */
export async function readProduct(idOrSlug: string): Promise<Product.PublicProduct> {
  const product = isProductId(idOrSlug)
    ? await Products.get(idOrSlug)
    : await Products.getBySlug(idOrSlug);
  if (product === undefined) throw notFound();
  return await withStock(product);
}

async function withStock(product: Product.Product): Promise<Product.PublicProduct> {
  const stocks = await Stocks.getAll(product.variants.map((variant) => variant.sku));
  return Product.toPublic(product, (sku) => Stock.onOffer(stocks.get(sku)));
}

/**
 * Creates a product with its variants and their opening stock, in one transaction.
 * @throws Problem CATEGORY_NOT_FOUND, SLUG_TAKEN, SKU_TAKEN
 */
export async function createProduct(
  input: ProductCreate,
  { actor, now }: Change,
): Promise<Product.PublicProduct> {
  await requireCategory(input.category);
  const id = newProductId();
  const at = now.toISOString();
  const product: Product.Product = {
    id,
    number: null,
    ...contentOf(input, id),
    rating: 0,
    reviewCount: 0,
    currency: "EUR",
    version: 1,
    createdAt: at,
    updatedAt: at,
    deletedAt: null,
  };
  return await untilSettled(async () => {
    const refusals = await transactWhole([
      Products.create(product),
      Products.takeSlug(product.slug, id),
      ...(await openStock(input, id, new Set(), { actor, now })),
    ]);
    return await settled(refusals, product);
  });
}

/**
 * Replaces a product's content and variants. Stock of variants that stay is left alone; a removed
 * variant's goods stay in the ledger.
 * @throws Problem PRODUCT_NOT_FOUND, PRODUCT_CHANGED, CATEGORY_NOT_FOUND, SLUG_TAKEN, SKU_TAKEN
 */
export async function updateProduct(
  id: string,
  input: ProductUpdate,
  change: Change,
): Promise<Product.PublicProduct> {
  await requireCategory(input.category);
  return await untilSettled(async () => {
    const before = await Products.get(id);
    if (before === undefined) throw notFound();
    if (input.version !== undefined && input.version !== before.version) {
      const message = `The product is at version ${before.version} by now. Look at it again.`;
      throw new Problem("PRODUCT_CHANGED", message);
    }
    // A product that is renamed keeps its address, unless another one is asked for.
    const content = {
      ...contentOf(input, id),
      slug: input.slug ?? before.slug,
      taxClass: input.taxClass ?? before.taxClass,
    };
    const after = Product.replaced(before, content, change.now);
    const kept = new Set(before.variants.map((variant) => variant.sku));
    const removed = [...kept].filter((sku) => Product.variantOf(after, sku) === undefined);
    const refusals = await transactWhole([
      Products.replace(after),
      ...(after.slug === before.slug
        ? []
        : [Products.takeSlug(after.slug, id), Products.freeSlug(before.slug, id)]),
      ...(await disown(removed, id, change.now)),
      ...(await openStock(input, id, kept, change)),
    ]);
    return await settled(refusals, after);
  });
}

/**
 * Deletes a product: its slug and SKUs are free again, its goods and ledger stay, orders keep their
 * copy, and lists learn of it by its tombstone.
 * @throws Problem PRODUCT_NOT_FOUND
 */
export async function deleteProduct(id: string, now: Date): Promise<void> {
  await untilSettled(async () => {
    const product = await Products.get(id);
    if (product === undefined) throw notFound();
    const skus = product.variants.map((variant) => variant.sku);
    const refusals = await transactWhole([
      Products.bury(Product.tombstone(product, now), now),
      Products.freeSlug(product.slug, id),
      ...(await disown(skus, id, now)),
    ]);
    return refusals.length === 0 ? true : undefined;
  });
}

/** What one transaction holds. */
const MOST_WRITES = 100;

/**
 * A product changes whole or not at all.
 * @throws Problem VALIDATION_ERROR where its SKUs lie in too many shards for that
 */
async function transactWhole(writes: readonly Write[]): Promise<Refusals> {
  if (writes.length <= MOST_WRITES) return await transact(writes);
  const message =
    "Too many of its SKUs are spread over shards. Bring some back to one shard first.";
  throw new Problem("VALIDATION_ERROR", message, { details: [{ field: "variants", message }] });
}

async function disown(skus: readonly string[], productId: string, now: Date): Promise<Write[]> {
  const stocks = await Stocks.getAll(skus);
  return [...stocks.values()].flatMap((stock) => Stocks.disown(stock, productId, now));
}

function notFound(): Problem {
  return new Problem("PRODUCT_NOT_FOUND", "There is no such product.");
}

async function requireCategory(slug: string): Promise<void> {
  const categories = await Categories.all();
  if (categories.some((category) => category.slug === slug)) return;
  const message = `There is no category ${slug}.`;
  throw new Problem("CATEGORY_NOT_FOUND", message, { details: [{ field: "category", message }] });
}

function contentOf(input: ProductCreate | ProductUpdate, id: string) {
  return {
    name: input.name,
    // A name without Latin letters gives no slug; the id always does.
    slug: input.slug ?? (Product.slugFrom(input.name) || id.slice("prod_".length)),
    description: input.description,
    category: input.category,
    images: input.images,
    tint: input.tint,
    tags: [...new Set(input.tags)],
    taxClass: input.taxClass ?? "standard",
    variants: input.variants.map(({ sku, options, price, compareAtPrice }) => ({
      sku,
      options,
      price,
      compareAtPrice,
    })),
  };
}

/**
 * Stock and ledger of the variants that are not in `kept`.
 * @throws Problem SKU_TAKEN where another product sells one of them
 */
async function openStock(
  input: ProductCreate | ProductUpdate,
  productId: string,
  kept: ReadonlySet<string>,
  { actor, now }: Change,
): Promise<Write[]> {
  const added = input.variants.filter((variant) => !kept.has(variant.sku));
  const known = await Stocks.getAll(added.map((variant) => variant.sku));
  const taken = input.variants.flatMap(({ sku }, at): FieldProblem[] =>
    known.get(sku)?.productId
      ? [{ field: `variants.${at}.sku`, message: `${sku} belongs to another product.` }]
      : [],
  );
  const [first] = taken;
  if (first) throw new Problem("SKU_TAKEN", first.message, { details: taken });
  const at = now.toISOString();
  return added.flatMap(({ sku, stock: quantity }) => {
    const before = known.get(sku);
    const after = StockMoves.open(before, { sku, productId, quantity }, at);
    const moved = after.onHand - (before?.onHand ?? 0);
    return [
      ...(before === undefined ? [Stocks.create(after)] : Stocks.replace(after)),
      ...(moved === 0
        ? []
        : [
            Movements.record({
              id: newUlid(now),
              sku,
              kind: "opening",
              quantity: moved,
              reason: null,
              orderNumber: null,
              actor: actor.kind === "user" ? actor.sub : actor.kind,
              at,
            }),
          ]),
    ];
  });
}

/** What became of a write; undefined where others were faster and it must be tried again. */
async function settled(
  refusals: Refusals,
  product: Product.Product,
): Promise<Product.PublicProduct | undefined> {
  if (refusals.length === 0) return await withStock(product);
  if (refusals.includes("slug")) {
    const message = `The address "${product.slug}" belongs to another product.`;
    throw new Problem("SLUG_TAKEN", message, { details: [{ field: "slug", message }] });
  }
  return undefined;
}
