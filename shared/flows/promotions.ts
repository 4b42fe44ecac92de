import type { PromotionCreate, PromotionUpdate } from "#contracts/promotions";
import * as Categories from "#data/category";
import * as Products from "#data/product";
import * as Promotions from "#data/promotion";
import { transact } from "#data/write";
import type { Promotion } from "#domain/promotion";
import { type FieldProblem, Problem } from "#values/error-codes";
import { newPromotionId } from "#values/id";
import { untilSettled } from "./attempts.ts";

interface Counted {
  readonly promotion: Promotion;
  readonly used: number;
}

/** What the API says of a promotion. */
function toPublic({ promotion, used }: Counted) {
  const { deletedAt: _, ...shown } = promotion;
  return {
    ...shown,
    effect: { ...promotion.effect },
    products: [...promotion.products],
    categories: [...promotion.categories],
    used: promotion.maxUses === null ? null : used,
  };
}

/** One page of the promotions that are not deleted, newest first, and how many there are. */
export async function listPromotions({ page, limit }: { page: number; limit: number }) {
  const ids = await Promotions.listedIds();
  const start = (page - 1) * limit;
  const found = await Promotions.getAll(ids.slice(start, start + limit));
  return { items: [...found.values()].map(toPublic), total: ids.length };
}

/** @throws Problem PROMOTION_NOT_FOUND */
export async function readPromotion(id: string) {
  return toPublic(await require(id));
}

/**
 * Starts a promotion.
 * @throws Problem CODE_TAKEN; VALIDATION_ERROR naming the product or category that does not exist
 */
export async function createPromotion(input: PromotionCreate, now: Date) {
  await requireScope(input);
  const at = now.toISOString();
  const promotion: Promotion = {
    id: newPromotionId(),
    ...input,
    version: 1,
    createdAt: at,
    updatedAt: at,
    deletedAt: null,
  };
  const { id, code, maxUses } = promotion;
  const refusals = await transact([
    Promotions.create(promotion),
    Promotions.startCounter(id, maxUses),
    ...(code === null ? [] : [Promotions.takeCode(code, id)]),
  ]);
  if (refusals.length === 0) return toPublic({ promotion, used: 0 });
  const message = `Another promotion has the code ${code}.`;
  throw new Problem("CODE_TAKEN", message, { details: [{ field: "code", message }] });
}

/**
 * Replaces a promotion, but for its code. What was used stays counted, also against a new limit.
 * @throws Problem PROMOTION_NOT_FOUND, PROMOTION_CHANGED, VALIDATION_ERROR naming the field
 */
export async function updatePromotion(id: string, input: PromotionUpdate, now: Date) {
  await requireScope(input);
  const { version, code, ...content } = input;
  return await untilSettled(async () => {
    const { promotion: before, used } = await require(id);
    if (version !== undefined && version !== before.version) {
      const message = `The promotion is at version ${before.version} by now. Look at it again.`;
      throw new Problem("PROMOTION_CHANGED", message);
    }
    if (code !== undefined && code !== before.code) {
      throw invalid("code", "A code is for good. End this promotion and start another.");
    }
    const promotion = next(before, content, now);
    const refusals = await transact([
      Promotions.replace(promotion),
      ...(promotion.maxUses === before.maxUses
        ? []
        : [Promotions.limitCounter(id, promotion.maxUses)]),
    ]);
    return refusals.length === 0 ? toPublic({ promotion, used }) : undefined;
  });
}

/**
 * Ends a promotion for good. Its code is free for another one; orders keep what they used, and
 * baskets that have the code are told that it is no longer valid.
 * @throws Problem PROMOTION_NOT_FOUND
 */
export async function deletePromotion(id: string, now: Date): Promise<void> {
  await untilSettled(async () => {
    const { promotion: before } = await require(id);
    const refusals = await transact([
      Promotions.replace(next(before, { deletedAt: now.toISOString() }, now)),
      ...(before.code === null ? [] : [Promotions.freeCode(before.code, id)]),
    ]);
    return refusals.length === 0 ? true : undefined;
  });
}

function next(before: Promotion, change: Partial<Promotion>, now: Date): Promotion {
  return { ...before, ...change, version: before.version + 1, updatedAt: now.toISOString() };
}

async function require(id: string): Promise<Counted> {
  const found = (await Promotions.getAll([id])).get(id);
  if (found?.promotion.deletedAt === null) return found;
  throw new Problem("PROMOTION_NOT_FOUND", "There is no such promotion.");
}

async function requireScope({
  products,
  categories,
}: Pick<PromotionCreate, "products" | "categories">): Promise<void> {
  const [found, tree] = await Promise.all([
    Products.getAll(products),
    categories.length > 0 ? Categories.all() : [],
  ]);
  const shelves = new Set(tree.map((category) => category.slug));
  const details: FieldProblem[] = [
    ...products.flatMap((id, at) =>
      found.has(id) ? [] : [{ field: `products.${at}`, message: `There is no product ${id}.` }],
    ),
    ...categories.flatMap((slug, at) =>
      shelves.has(slug)
        ? []
        : [{ field: `categories.${at}`, message: `There is no category ${slug}.` }],
    ),
  ];
  const [first] = details;
  if (first) throw new Problem("VALIDATION_ERROR", first.message, { details });
}

function invalid(field: string, message: string): Problem {
  return new Problem("VALIDATION_ERROR", message, { details: [{ field, message }] });
}
