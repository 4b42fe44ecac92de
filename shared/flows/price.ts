import * as Categories from "#data/category";
import * as Promotions from "#data/promotion";
import * as Settings from "#data/settings";
import type { Cart } from "#domain/cart";
import { goodsOf } from "#domain/cart-view";
import type { Category } from "#domain/category";
import type { Order } from "#domain/order";
import { type Quote, quote } from "#domain/pricing";
import type { Offered, Promotion } from "#domain/promotion";
import type { ShippingMethod } from "#domain/shipping";
import type { ShopSettings } from "#domain/shop-settings";
import type { Offer } from "./offer.ts";

/** Where a basket goes, and how; the shop's own country and standard unless said otherwise. */
export interface Destination {
  readonly country?: string | undefined;
  readonly method?: ShippingMethod | undefined;
}

interface PriceRequest {
  readonly cart: Pick<Cart, "codes">;
  readonly offer: Pick<Offer, "lines" | "pending">;
  readonly customer: Promotions.Customer;
  readonly to: Destination;
  readonly now: Date;
}

interface Priced {
  readonly quote: Quote;
  /** What the customer used so far of promotions that are limited for each, whoever asks next. */
  readonly uses: readonly Promotions.CustomerUse[];
}

/** What all baskets are priced by. */
interface Rules {
  readonly settings: ShopSettings;
  readonly automatic: readonly Counted[];
  readonly categories: readonly Category[];
}

/** A promotion with how often it was used in all. */
interface Counted {
  readonly promotion: Promotion;
  readonly used: number;
}

/** For so long a basket is shown by rules that may have changed. Whoever charges reads them anew. */
const FRESH_MS = 2_000;

let remembered: { readonly rules: Rules; readonly at: number } | undefined;

/** What a basket costs, by rules of two seconds ago at most; its goods and codes are read now. */
export async function showPrice(request: PriceRequest): Promise<Quote> {
  const at = request.now.getTime();
  if (remembered === undefined || Math.abs(at - remembered.at) >= FRESH_MS) {
    remembered = { rules: await readRules(), at };
  }
  return (await price(request, remembered.rules)).quote;
}

/** What a basket costs, everything read consistently: for whoever charges it. */
export async function chargePrice(request: PriceRequest): Promise<Priced> {
  return await price(request, await readRules());
}

/** The index lags by a second or so, but what it names is read consistently. */
async function readRules(): Promise<Rules> {
  const [settings, automatic] = await Promise.all([Settings.get(), readAutomatic()]);
  return { settings, automatic, categories: await categoriesFor(automatic) };
}

async function readAutomatic(): Promise<readonly Counted[]> {
  return [...(await Promotions.getAll(await Promotions.automaticIds())).values()];
}

/** The tree is read only where a promotion asks for it. */
async function categoriesFor(promotions: readonly Counted[]): Promise<readonly Category[]> {
  const needed = promotions.some(({ promotion }) => promotion.categories.length > 0);
  return needed ? await Categories.all() : [];
}

async function price(request: PriceRequest, rules: Rules): Promise<Priced> {
  const { cart, offer, customer, to, now } = request;
  const { settings } = rules;
  const coded = await Promotions.getAll(cart.codes.map((one) => one.promotionId));
  const counted = [...coded.values(), ...rules.automatic];
  const limited = counted.filter(({ promotion }) => promotion.maxUsesPerCustomer !== null);
  const ids = limited.map(({ promotion }) => promotion.id);
  const [uses, categories] = await Promise.all([
    Promotions.customerUses(ids, customer),
    rules.categories.length > 0 ? rules.categories : categoriesFor([...coded.values()]),
  ]);
  const made = quote({
    settings,
    lines: offer.lines.flatMap(goodsOf),
    promotions: counted.map((one) => toOffered(one, uses, offer.pending)),
    categories,
    country: to.country ?? settings.country,
    method: to.method ?? "standard",
    now,
  });
  return { quote: made, uses };
}

/** What the cart's own unpaid orders took is the shopper's to take again. */
function toOffered(
  { promotion, used }: Counted,
  uses: readonly Promotions.CustomerUse[],
  pending: readonly Order[],
): Offered {
  const own = new Set(pending.map((order) => order.orderNumber));
  const taken = pending.filter((order) =>
    order.promotions.some((one) => one.promotionId === promotion.id && one.counted),
  );
  const byCustomer = uses
    .filter((use) => use.promotionId === promotion.id)
    .map(({ orders }) => orders.filter((number) => !own.has(number)).length);
  return {
    promotion,
    used: used - taken.length,
    usedByCustomer: Math.max(0, ...byCustomer),
  };
}
