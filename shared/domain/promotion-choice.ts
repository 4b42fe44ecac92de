import { allocate, type Currency, type Minor } from "#values/money";
import type { Category } from "./category.ts";
import {
  type Effect,
  nameOf,
  objection,
  type Offered,
  type PromotedLine,
  type Promotion,
  scope,
} from "./promotion.ts";
import { percentOf } from "./tax.ts";

/** What became of one promotion. */
export interface QuotedPromotion {
  readonly promotionId: string;
  readonly code: string | null;
  readonly title: string;
  readonly kind: Effect["kind"];
  /** What it takes off the goods; for free delivery, what that would have cost. */
  readonly amount: Minor;
  /** Why it takes nothing off, in words; null where it does. */
  readonly problem: string | null;
  /** The problem is its own, not that something else takes more off or has done so already. */
  readonly refused: boolean;
  /** Its uses are limited in all, or for each customer: the order that uses it takes one. */
  readonly counted: boolean;
  readonly countedForCustomer: boolean;
}

interface Basket {
  readonly currency: Currency;
  readonly lines: readonly PromotedLine[];
  readonly promotions: readonly Offered[];
  readonly categories: readonly Category[];
  /** What the delivery costs as it was chosen, without promotions. */
  readonly shipping: Minor;
  readonly now: Date;
}

interface Applied {
  /** Of each line, its total at most. */
  readonly discounts: readonly Minor[];
  /** However it is sent. */
  readonly freeShipping: boolean;
  readonly promotions: readonly QuotedPromotion[];
}

/** A promotion with the lines that it goes with. */
interface Eligible {
  readonly promotion: Promotion;
  readonly inside: ReadonlySet<number>;
}

/** What some promotions together take off. */
interface Outcome {
  readonly chosen: readonly Promotion[];
  readonly discounts: readonly Minor[];
  readonly freeShipping: boolean;
  /** By promotion id; those that take nothing off are not in it. */
  readonly amounts: ReadonlyMap<string, Minor>;
  readonly saved: Minor;
}

const STEP: Record<Effect["kind"], number> = { percent: 0, amount: 1, shipping: 2 };

/**
 * Applies what may be applied. The rule where promotions do not combine: all those that combine
 * stand together against each that does not; whichever takes the most off wins, and the combining
 * ones win a tie. Among combining ones, percentages come first, each of what the others left, then
 * amounts, then free delivery.
 */
export function applyPromotions(basket: Basket): Applied {
  const judged = basket.promotions.map((offered) => judge(basket, offered));
  const eligible = judged.flatMap(({ one, problem }) => (problem === undefined ? [one] : []));
  const together = eligible.filter(({ promotion }) => promotion.combines);
  const alone = eligible.filter(({ promotion }) => !promotion.combines);
  const [first, ...others] = [together, ...alone.map((one) => [one])].map((some) =>
    outcome(basket, some),
  );
  const best = others.reduce((a, b) => (b.saved > a.saved ? b : a), first ?? outcome(basket, []));
  const promotions = judged.flatMap(({ one: { promotion }, problem }): QuotedPromotion[] => {
    const amount = best.amounts.get(promotion.id) ?? 0;
    const why = amount > 0 ? null : (problem ?? outdone(promotion, best));
    if (promotion.code === null && why !== null) return [];
    const { id: promotionId, code, title, effect } = promotion;
    return [
      {
        promotionId,
        code,
        title,
        kind: effect.kind,
        amount,
        problem: why,
        refused: problem !== undefined,
        counted: promotion.maxUses !== null,
        countedForCustomer: promotion.maxUsesPerCustomer !== null,
      },
    ];
  });
  return { discounts: best.discounts, freeShipping: best.freeShipping, promotions };
}

function judge(basket: Basket, offered: Offered) {
  const { promotion } = offered;
  const inside = scope(promotion, basket.lines, basket.categories);
  const worth = basket.lines.reduce((sum, { total }, at) => sum + (inside.has(at) ? total : 0), 0);
  const goods = { worth, any: inside.size > 0, currency: basket.currency };
  return { one: { promotion, inside }, problem: objection(offered, goods, basket.now) };
}

function outdone(promotion: Promotion, best: Outcome): string {
  const name = nameOf(promotion);
  const winners = best.chosen.filter(({ id }) => best.amounts.has(id));
  if (!best.chosen.includes(promotion) && winners.length > 0) {
    return `${name} does not combine with ${winners.map(nameOf).join(" and ")}.`;
  }
  return promotion.effect.kind === "shipping"
    ? "The delivery is free already."
    : `${name} finds nothing left to take off.`;
}

function outcome({ lines, shipping }: Basket, some: readonly Eligible[]): Outcome {
  const ordered = some.toSorted(
    ({ promotion: a }, { promotion: b }) =>
      STEP[a.effect.kind] - STEP[b.effect.kind] || (a.id < b.id ? -1 : 1),
  );
  const chosen = ordered.map(({ promotion }) => promotion);
  let left: readonly Minor[] = lines.map((line) => line.total);
  const amounts = new Map<string, Minor>();
  for (const [at, { promotion, inside }] of ordered.entries()) {
    const { id, effect } = promotion;
    if (effect.kind === "shipping") {
      if (shipping > 0 && !chosen.slice(0, at).some(waives)) amounts.set(id, shipping);
      continue;
    }
    const within = left.map((amount, line) => (inside.has(line) ? amount : 0));
    const worth = within.reduce((sum, amount) => sum + amount, 0);
    const taken =
      effect.kind === "percent" ? percentOf(worth, effect.percent) : Math.min(effect.amount, worth);
    if (taken === 0) continue;
    // As much as the lines are worth at most, so no share is above its line.
    const shares = allocate(taken, within);
    left = left.map((amount, line) => amount - (shares[line] ?? 0));
    amounts.set(id, taken);
  }
  return {
    chosen,
    discounts: lines.map(({ total }, at) => total - (left[at] ?? 0)),
    freeShipping: chosen.some(waives),
    amounts,
    saved: [...amounts.values()].reduce((sum, amount) => sum + amount, 0),
  };
}

function waives({ effect }: Promotion): boolean {
  return effect.kind === "shipping";
}
