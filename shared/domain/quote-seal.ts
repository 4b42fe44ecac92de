import { createHash } from "node:crypto";
import { z } from "zod";
import type { FieldProblem } from "#values/error-codes";
import * as Money from "#values/money";
import type { Minor } from "#values/money";
import type { Quote, QuotedLine } from "./pricing.ts";

/**
 * What a shopper saw, as the client sends it back: the hash that is compared, and after a point the
 * figures, from which a difference can be told in words. The server believes neither: it charges
 * what it reckons itself, and only if the hash of that is the same.
 */
const seen = z.object({
  lines: z.array(z.tuple([z.string(), z.int(), z.int(), z.number()])),
  promotions: z.array(z.tuple([z.string(), z.string(), z.int()])),
  shipping: z.int(),
  total: z.int(),
});

type Seen = z.output<typeof seen>;

/** SHA-256, base64url, over everything that makes the price: 43 characters. */
export function hash(quote: Quote): string {
  // Arrays alone, so that the same figures always make the same text.
  const content = [
    quote.currency,
    quote.taxIncluded,
    quote.lines.map((one) => [
      one.sku,
      one.quantity,
      one.price,
      one.discount,
      one.taxPercent,
      one.tax,
    ]),
    applied(quote).map((one) => [one.promotionId, one.amount]),
    [quote.method, quote.shipping],
    quote.taxes.map((one) => [one.percent, one.net, one.tax]),
    quote.total,
  ];
  return createHash("sha256").update(JSON.stringify(content)).digest("base64url");
}

/** The quote in the form in which clients carry it. */
export function seal(quote: Quote): string {
  const content: Seen = {
    lines: quote.lines.map((one) => [one.sku, one.quantity, one.price, one.taxPercent]),
    promotions: applied(quote).map((one) => [one.promotionId, one.code ?? one.title, one.amount]),
    shipping: quote.shipping,
    total: quote.total,
  };
  return `${hash(quote)}.${Buffer.from(JSON.stringify(content)).toString("base64url")}`;
}

/** Whether a seal is that of this very quote. */
export function holds(sealed: string, quote: Quote): boolean {
  return sealed.split(".")[0] === hash(quote);
}

/** Whether the shopper saw this promotion take something off; so it counts where nobody can tell. */
export function showed(sealed: string, promotionId: string): boolean {
  return open(sealed)?.promotions.some(([id]) => id === promotionId) ?? true;
}

/**
 * What differs between what the shopper saw and what holds now, in words: by SKU, `promotion`,
 * `shipping` or `tax`; by `quote` where no more is known than that it differs.
 * @param nameOf what people call the goods
 */
export function differences(
  sealed: string,
  quote: Quote,
  nameOf: (sku: string) => string,
): FieldProblem[] {
  const before = open(sealed);
  const money = (amount: Minor) => Money.format(amount, quote.currency);
  const found =
    before === undefined
      ? []
      : [
          ...lineDifferences(before, quote, nameOf, money),
          ...promotionDifferences(before, quote, money),
          ...(before.shipping === quote.shipping
            ? []
            : [
                {
                  field: "shipping",
                  message: `The delivery was ${money(before.shipping)}, is ${money(quote.shipping)}.`,
                },
              ]),
        ];
  return found.length > 0
    ? found
    : [{ field: "quote", message: `The total is ${money(quote.total)} now.` }];
}

type Say = (amount: Minor) => string;

function lineDifferences(
  before: Seen,
  quote: Quote,
  nameOf: (sku: string) => string,
  money: Say,
): FieldProblem[] {
  const now = new Map(quote.lines.map((line) => [line.sku, line]));
  const known = new Set(before.lines.map(([sku]) => sku));
  const changed = before.lines.flatMap(([sku, quantity, price, taxPercent]): FieldProblem[] => {
    const line = now.get(sku);
    if (line === undefined) {
      return [{ field: sku, message: `${nameOf(sku)} is no longer in your basket.` }];
    }
    return [
      ...(line.price === price
        ? []
        : [
            { field: sku, message: `${nameOf(sku)} was ${money(price)}, is ${money(line.price)}.` },
          ]),
      ...(line.quantity === quantity
        ? []
        : [{ field: sku, message: `${nameOf(sku)}: ${quantity} became ${line.quantity}.` }]),
      ...(line.taxPercent === taxPercent
        ? []
        : [
            {
              field: "tax",
              message: `The tax on ${nameOf(sku)} was ${taxPercent}%, is ${line.taxPercent}%.`,
            },
          ]),
    ];
  });
  const added = quote.lines.filter((line: QuotedLine) => !known.has(line.sku));
  return [
    ...changed,
    ...added.map(({ sku }) => ({ field: sku, message: `${nameOf(sku)} is new in your basket.` })),
  ];
}

function promotionDifferences(before: Seen, quote: Quote, money: Say): FieldProblem[] {
  const field = "promotion";
  const known = new Map(before.promotions.map(([id, , amount]) => [id, amount]));
  const gone = before.promotions.flatMap(([id, name]): FieldProblem[] => {
    const now = quote.promotions.find((one) => one.promotionId === id);
    if (now !== undefined && now.problem === null) return [];
    return [{ field, message: now?.problem ?? `${name} no longer applies.` }];
  });
  const other = applied(quote).flatMap(({ promotionId, code, title, amount }): FieldProblem[] => {
    const was = known.get(promotionId);
    const name = code ?? title;
    if (was === undefined) return [{ field, message: `${name} takes ${money(amount)} off.` }];
    if (was === amount) return [];
    return [{ field, message: `${name} took ${money(was)} off, takes ${money(amount)}.` }];
  });
  return [...gone, ...other];
}

function applied(quote: Quote) {
  return quote.promotions.filter((one) => one.problem === null);
}

/** The figures of a seal; undefined where it carries none that can be read. */
function open(sealed: string): Seen | undefined {
  const [, figures] = sealed.split(".");
  if (!figures) return undefined;
  try {
    return seen.safeParse(JSON.parse(Buffer.from(figures, "base64url").toString())).data;
  } catch {
    return undefined;
  }
}
