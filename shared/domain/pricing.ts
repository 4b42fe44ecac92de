import { allocate, type Currency, type Minor, type ShopCurrency } from "#values/money";
import type { Category } from "./category.ts";
import type { Offered, PromotedLine } from "./promotion.ts";
import { applyPromotions, type QuotedPromotion } from "./promotion-choice.ts";
import { options, type ShippingMethod, type ShippingOption } from "./shipping.ts";
import type { ShopSettings } from "./shop-settings.ts";
import { percentFor, type TaxClass, type TaxLine, taxLine } from "./tax.ts";

/** Goods to be priced. */
export interface GoodsLine {
  readonly sku: string;
  readonly productId: string;
  /** Slug of its category. */
  readonly category: string;
  readonly taxClass: TaxClass;
  readonly quantity: number;
  /** Of one piece. */
  readonly price: Minor;
}

export interface QuoteRequest<In extends Currency = ShopCurrency> {
  readonly settings: Omit<ShopSettings, "currency"> & { readonly currency: In };
  readonly lines: readonly GoodsLine[];
  /** Codes in the order in which they were given, and the automatic ones. */
  readonly promotions: readonly Offered[];
  /** The tree, where a promotion goes with categories; may be empty otherwise. */
  readonly categories: readonly Category[];
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** Taken where it is on offer there, otherwise the first that is. */
  readonly method: ShippingMethod;
  readonly now: Date;
}

export interface QuotedLine {
  readonly sku: string;
  readonly quantity: number;
  readonly price: Minor;
  /** Price times pieces, before discounts. */
  readonly total: Minor;
  /** Its share of the discounts, `total` at most. */
  readonly discount: Minor;
  /** Its share of the tax. */
  readonly tax: Minor;
  readonly taxPercent: number;
}

/**
 * What a basket costs. With tax included, `total = subtotal − discount + shipping`, and the tax is
 * contained in it; otherwise the tax is added. Always: the lines' totals add up to `subtotal`,
 * their discounts to `discount`, what is owed at each rate to `tax`.
 */
export interface Quote<In extends Currency = ShopCurrency> {
  readonly currency: In;
  readonly country: string;
  readonly taxIncluded: boolean;
  readonly lines: readonly QuotedLine[];
  readonly subtotal: Minor;
  /** Off the goods. Delivery that a promotion waives is not in it: `shipping` is 0 then. */
  readonly discount: Minor;
  readonly shipping: Minor;
  readonly tax: Minor;
  readonly total: Minor;
  /** By rate, the highest first. The delivery shares the rates of the goods, by their worth. */
  readonly taxes: readonly TaxLine[];
  /** All codes, and the automatic promotions that apply. */
  readonly promotions: readonly QuotedPromotion[];
  /** Null where nothing is sent to the country. */
  readonly method: ShippingMethod | null;
  readonly shippingOptions: readonly ShippingOption[];
}

/** Prices a basket. Pure: the same request always gives the same quote. */
export function quote<In extends Currency>(request: QuoteRequest<In>): Quote<In> {
  const { settings, country } = request;
  const goods = request.lines.map((line) => ({ ...line, total: line.price * line.quantity }));
  const subtotal = sum(goods.map((line) => line.total));
  // Delivery goes by the goods before discounts: a coupon must never make an order dearer.
  const offered = options(
    settings.shipping.zones,
    country,
    goods.length > 0 ? subtotal : undefined,
  );
  const asked = offered.find((option) => option.id === request.method) ?? offered[0];
  const applied = applyPromotions({
    ...request,
    currency: settings.currency,
    lines: goods,
    shipping: asked?.charged ?? 0,
  });
  const shippingOptions = applied.freeShipping
    ? offered.map((option) => ({ ...option, charged: 0 }))
    : offered;
  const shipping = applied.freeShipping ? 0 : (asked?.charged ?? 0);
  const { lines, taxes } = taxed(request, goods, applied.discounts, shipping);
  const discount = sum(applied.discounts);
  const tax = sum(taxes.map((one) => one.tax));
  const taxIncluded = settings.tax.included;
  return {
    currency: settings.currency,
    country,
    taxIncluded,
    lines,
    subtotal,
    discount,
    shipping,
    tax,
    total: subtotal - discount + shipping + (taxIncluded ? 0 : tax),
    taxes,
    promotions: applied.promotions,
    method: asked?.id ?? null,
    shippingOptions,
  };
}

/** Tax is rounded once for each rate, and then divided over what it is owed for. */
function taxed<In extends Currency>(
  { settings: { tax: settings }, country }: QuoteRequest<In>,
  goods: readonly (GoodsLine & PromotedLine)[],
  discounts: readonly Minor[],
  shipping: Minor,
): { readonly lines: QuotedLine[]; readonly taxes: TaxLine[] } {
  const priced = goods.map((line, at) => {
    const discount = discounts[at] ?? 0;
    const taxPercent = percentFor(settings, country, line.taxClass);
    return { line, discount, taxPercent, charged: line.total - discount };
  });
  const percents = [...new Set(priced.map((one) => one.taxPercent))].sort((a, b) => b - a);
  const groups = percents.map((percent) => priced.filter((one) => one.taxPercent === percent));
  // By worth before discounts, so that a discount never moves the delivery to a higher rate.
  const worths = groups.map((group) => sum(group.map((one) => one.line.total)));
  const deliveries = allocate(shipping, worths);
  const taxOf = new Map<GoodsLine, Minor>();
  const taxes = groups.map((group, at) => {
    const weights = [...group.map((one) => one.charged), deliveries[at] ?? 0];
    const owed = taxLine(sum(weights), percents[at] ?? 0, settings.included);
    const shares = allocate(owed.tax, weights);
    for (const [place, { line }] of group.entries()) taxOf.set(line, shares[place] ?? 0);
    return owed;
  });
  const lines = priced.map(({ line, discount, taxPercent }) => {
    const { sku, quantity, price, total } = line;
    return { sku, quantity, price, total, discount, tax: taxOf.get(line) ?? 0, taxPercent };
  });
  return { lines, taxes };
}

function sum(amounts: readonly Minor[]): Minor {
  return amounts.reduce((all, amount) => all + amount, 0);
}
