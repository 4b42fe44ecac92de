import * as Money from "#values/money";
import type { Currency, Minor } from "#values/money";
import { type Category, withDescendants } from "./category.ts";

export const EFFECT_KINDS = ["percent", "amount", "shipping"] as const;

/** What a promotion takes off: a part of the goods, an amount, or the delivery. */
export type Effect =
  /** Of the goods it goes with, more than 0 and 100 at most. */
  | { readonly kind: "percent"; readonly percent: number }
  | { readonly kind: "amount"; readonly amount: Minor }
  | { readonly kind: "shipping" };

export interface Promotion {
  readonly id: string;
  /** In the form of `normalCode`; null: it applies by itself. */
  readonly code: string | null;
  /** What shoppers read. */
  readonly title: string;
  readonly effect: Effect;
  /** The goods that it goes with must be worth so much before discounts; 0: any. */
  readonly minimum: Minor;
  /** Product ids and category slugs that it goes with, descendants included; both empty: everything. */
  readonly products: readonly string[];
  readonly categories: readonly string[];
  /** ISO 8601, UTC. From `startsAt` on, and no longer from `endsAt` on. */
  readonly startsAt: string | null;
  readonly endsAt: string | null;
  /** Orders that may use it; null: any number, which are then not counted. */
  readonly maxUses: number | null;
  readonly maxUsesPerCustomer: number | null;
  /** Whether it adds up with others that combine; one that does not stands alone. */
  readonly combines: boolean;
  /** Staff may switch it off without losing it. */
  readonly active: boolean;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Deleted ones stay for the orders that used them. */
  readonly deletedAt: string | null;
}

/** A promotion with what is known of its use. */
export interface Offered {
  readonly promotion: Promotion;
  /** Orders that used it; 0 where they are not counted. */
  readonly used: number;
  /** Of these, the customer's own; 0 while nobody knows who the customer is. */
  readonly usedByCustomer: number;
}

/** Goods as a promotion sees them. */
export interface PromotedLine {
  readonly productId: string;
  readonly category: string;
  readonly total: Minor;
}

/** Typed codes are longer only by mistake. */
export const CODE_LENGTH = 40;

const CODE = /^[A-Z0-9](?:[A-Z0-9_-]*[A-Z0-9])?$/;

/**
 * A code as it is kept and compared: NFKC (so that ＳＵＮＮＹ is SUNNY), trimmed, in capitals. Undefined
 * where that is not 1 to 40 Latin letters, digits, hyphens and underscores: letters of other scripts
 * that look like them would make two codes of what people read as one.
 */
export function normalCode(typed: string): string | undefined {
  const code = typed.normalize("NFKC").trim().toUpperCase();
  return code.length <= CODE_LENGTH && CODE.test(code) ? code : undefined;
}

/** How people call it: by its code, or by its title where it has none. */
export function nameOf({ code, title }: Promotion): string {
  return code ?? title;
}

/** Which of the lines a promotion goes with, by position. */
export function scope(
  promotion: Promotion,
  lines: readonly PromotedLine[],
  categories: readonly Category[],
): ReadonlySet<number> {
  const all = promotion.products.length === 0 && promotion.categories.length === 0;
  const shelves = new Set(
    promotion.categories.flatMap((slug) => [...(withDescendants(categories, slug) ?? [])]),
  );
  const inside = lines.flatMap(({ productId, category }, at) =>
    all || promotion.products.includes(productId) || shelves.has(category) ? [at] : [],
  );
  return new Set(inside);
}

/**
 * Why a promotion does not apply, in words for the shopper; undefined where it does. Whether it
 * combines with others is for pricing.ts to say.
 */
export function objection(
  { promotion, used, usedByCustomer }: Offered,
  goods: { readonly worth: Minor; readonly any: boolean; readonly currency: Currency },
  now: Date,
): string | undefined {
  const name = nameOf(promotion);
  const at = now.toISOString();
  if (!promotion.active || promotion.deletedAt !== null) return `${name} is no longer valid.`;
  if (promotion.startsAt !== null && at < promotion.startsAt) {
    return `${name} begins on ${day(promotion.startsAt)}.`;
  }
  if (promotion.endsAt !== null && at >= promotion.endsAt) {
    return `${name} ended on ${day(promotion.endsAt)}.`;
  }
  if (promotion.maxUses !== null && used >= promotion.maxUses) return `${name} is used up.`;
  const { maxUsesPerCustomer: most } = promotion;
  if (most !== null && usedByCustomer >= most) {
    return most === 1
      ? `${name} works once for each customer, and you have used it.`
      : `${name} works ${most} times for each customer, and you have used it as often.`;
  }
  if (!goods.any) return `${name} goes with nothing in your basket.`;
  if (goods.worth < promotion.minimum) {
    const money = (amount: Minor) => Money.format(amount, goods.currency);
    const missing = money(promotion.minimum - goods.worth);
    return `${name} needs goods for ${money(promotion.minimum)}. ${missing} is missing.`;
  }
  return undefined;
}

function day(instant: string): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "Europe/Berlin" }).format(
    new Date(instant),
  );
}
