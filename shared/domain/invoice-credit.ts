import { allocate, type Minor, portion } from "#values/money";
import type { Order, Pieces } from "./order.ts";
import { isOwn, type Refund } from "./refund.ts";
import { shareOf } from "./refund-share.ts";
import type { TaxLine } from "./tax.ts";

/** Money that went back, with the tax that goes back in it, by rate. */
export interface Credit {
  readonly refund: Refund;
  readonly taxes: readonly TaxLine[];
}

/** What was paid at one rate, and what of it has gone back so far. */
interface Rate {
  readonly percent: number;
  readonly gross: Minor;
  readonly tax: Minor;
  back: Minor;
}

/**
 * The refunds of an order's own payment that were made, in the order in which they were, each with
 * the tax in it. The rest at each rate is what was paid less all of them: given back in full, an
 * order leaves neither net nor tax, to the cent, because each part is the difference of two rounded
 * running sums.
 */
export function creditsOf(
  order: Order,
  taxes: readonly TaxLine[],
): { readonly credits: readonly Credit[]; readonly left: readonly TaxLine[] } {
  const rates = taxes.map(({ percent, net, tax }): Rate => {
    return { percent, gross: net + tax, tax, back: 0 };
  });
  const made = order.refunds.filter((one) => isOwn(order, one) && one.status === "SUCCEEDED");
  const given: Pieces[] = [];
  const credits = made.map((refund): Credit => {
    const parts = partsOf(order, refund, rates, given);
    given.push(...refund.lines);
    return { refund, taxes: rates.map((rate, at) => giveBack(rate, parts[at] ?? 0)) };
  });
  return { credits, left: rates.map(restOf) };
}

const taxIn = ({ tax, gross }: Rate, amount: Minor): Minor =>
  gross === 0 ? 0 : portion(tax, amount, gross);

function giveBack(rate: Rate, amount: Minor): TaxLine {
  const tax = taxIn(rate, rate.back + amount) - taxIn(rate, rate.back);
  rate.back += amount;
  return { percent: rate.percent, net: amount - tax, tax };
}

function restOf(rate: Rate): TaxLine {
  const tax = rate.tax - taxIn(rate, rate.back);
  return { percent: rate.percent, net: rate.gross - rate.back - tax, tax };
}

/**
 * Of a refund's amount, what belongs to each rate: its pieces to theirs, the rest (delivery, a sum
 * for goodwill) to all by what is left of them. None gives back more than was paid at it.
 */
function partsOf(
  order: Order,
  { amount, lines }: Refund,
  rates: readonly Rate[],
  given: readonly Pieces[],
): readonly Minor[] {
  const left = rates.map((rate) => rate.gross - rate.back);
  const goods = rates.map(({ percent }) =>
    shareOf(order, lines.filter(isAt(order, percent)), given),
  );
  const wanted = sum(goods);
  const parts =
    wanted >= amount
      ? allocate(amount, goods)
      : add(goods, allocate(amount - wanted, least(add(left, goods, -1))));
  const capped = parts.map((part, at) => Math.min(part, left[at] ?? 0));
  return add(capped, allocate(amount - sum(capped), add(left, capped, -1)));
}

function isAt(order: Order, percent: number): (line: Pieces) => boolean {
  return ({ sku }) => order.items.find((item) => item.sku === sku)?.taxPercent === percent;
}

const sum = (amounts: readonly Minor[]): Minor => amounts.reduce((all, one) => all + one, 0);
const add = (to: readonly Minor[], what: readonly Minor[], sign: 1 | -1 = 1): Minor[] =>
  to.map((one, at) => one + sign * (what[at] ?? 0));
const least = (amounts: readonly Minor[]): Minor[] => amounts.map((one) => Math.max(0, one));
