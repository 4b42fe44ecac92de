import type { CheckoutBody } from "#contracts/checkout";
import * as Carts from "#data/cart";
import * as Idempotency from "#data/idempotency";
import * as Orders from "#data/order";
import * as Profiles from "#data/profile";
import type { Customer } from "#data/promotion";
import * as Reservations from "#data/reservation";
import * as Stocks from "#data/stock";
import { commit, transact, type Write } from "#data/write";
import * as Cart from "#domain/cart";
import { leftInWords, type OfferedLine } from "#domain/cart-view";
import * as Order from "#domain/order";
import type { Quote, QuotedLine } from "#domain/pricing";
import { cover, variantOf } from "#domain/product";
import type { HeldLine } from "#domain/stock";
import * as StockLines from "#domain/stock-lines";
import * as QuoteSeal from "#domain/quote-seal";
import { countryName } from "#domain/address";
import { Problem } from "#values/error-codes";
import { newOrderNumber } from "#values/id";
import * as Money from "#values/money";
import type { Actor } from "#values/roles";
import { acceptQuote } from "./accept-quote.ts";
import { type Offer, offer } from "./offer.ts";
import { chargePrice } from "./price.ts";
import { takeUses } from "./promotion-use.ts";
import { cancelPending, paymentPending } from "./release.ts";

/**
 * Stripe wants a page open for 30 minutes at least, counted by its own clock from its creation, and
 * the same instant again on a retry: three minutes are for retries, and two more until the hold ends
 */
const SESSION_MINUTES = 33;
const HOLD_MINUTES = 35;

/**
 * A transaction holds 100 writes. Payment writes each shard that a line takes from, and a ledger entry
 * for each line, beside eight items at most; checkout each shard, beside twenty with all that codes
 * may bring.
 */
const MOST_WRITES = 92;
const MOST_SHARDS = 80;

/** Stripe refuses less in euros. Source: Stripe, minimum charge amounts. */
const LEAST_CHARGE = 50;

export interface CheckoutRequest {
  readonly actor: Actor;
  /** Undefined for a guest without a cart. */
  readonly cartId: string | undefined;
  /** 1 to 255 printable characters, chosen by the caller. */
  readonly idempotencyKey: string;
  readonly body: CheckoutBody;
  /** Where the shopper sees the shop; no trailing slash. */
  readonly storeUrl: string;
  readonly now: Date;
}

interface Place {
  readonly cartId: string;
  readonly scope: string;
  /** Takes the caller's key for the order. */
  readonly take: (outcome: { readonly orderNumber: string }) => Write;
}

/**
 * Commits order, hold, stock, cart and idempotency key in one transaction. Gives undefined where
 * another took the key, the number or the stock first: then everything must be read again.
 */
export async function placeOrder(
  request: CheckoutRequest,
  place: Place,
): Promise<Order.Order | undefined> {
  const { now, idempotencyKey } = request;
  const email = await emailOf(request);
  const cart = await readyCart(place, idempotencyKey, now);
  if (cart === undefined) return undefined;
  const offered = await offeredNow(cart, now);
  const { lines } = offered;
  const held = pickAll(lines);
  const later = StockLines.backorderedBySku(held);
  const customer = { sub: request.actor.kind === "user" ? request.actor.sub : null, email };
  const { quote, uses } = await priceFor(request, cart, offered, customer);
  const quoted = new Map(quote.lines.map((line) => [line.sku, line]));
  const items = lines.flatMap(
    (line) => toItem(line, quoted.get(line.sku), later.get(line.sku) ?? 0) ?? [],
  );
  const { order, event } = Order.place(
    {
      orderNumber: newOrderNumber(now),
      userId: customer.sub,
      email,
      cartId: cart.id,
      items,
      subtotal: quote.subtotal,
      discount: quote.discount,
      tax: quote.tax,
      shipping: quote.shipping,
      total: quote.total,
      currency: quote.currency,
      promotions: quote.promotions.flatMap(toUsed),
      taxes: quote.taxes,
      taxIncluded: quote.taxIncluded,
      quote: QuoteSeal.hash(quote),
      shippingMethod: request.body.shippingMethod,
      shippingAddress: request.body.shippingAddress,
      billingAddress: request.body.billingAddress ?? null,
      payment: {
        sessionId: null,
        url: null,
        sessionExpiresAt: inMinutes(now, SESSION_MINUTES),
        intentId: null,
        method: null,
        paidAt: null,
      },
      storeUrl: request.storeUrl,
    },
    now,
  );
  const { orderNumber } = order;
  const expiresAt = inMinutes(now, HOLD_MINUTES);
  const refusals = await transact(
    [
      place.take({ orderNumber }),
      Orders.create(order),
      Orders.begin(order, event),
      Reservations.hold({ orderNumber, lines: held, expiresAt, version: 1 }),
      Carts.put(Cart.lock(cart, orderNumber, now), now),
      ...held.map((line) => Stocks.reserve(line, now)),
      ...takeUses(order, uses),
    ],
    { token: orderNumber },
  );
  if (refusals.length === 0) return order;
  // With the key, the cart was taken by this same request's twin: the next round finds its order.
  if (refusals.includes("cart") && !refusals.includes("idempotency")) {
    throw new Problem("CART_CHANGED", "Your basket was changed elsewhere. Look at it again.");
  }
  return undefined;
}

function inMinutes(now: Date, minutes: number): string {
  return new Date(now.getTime() + minutes * 60_000).toISOString();
}

async function emailOf({ body, actor }: CheckoutRequest): Promise<string> {
  if (body.email !== undefined) return body.email;
  const profile = actor.kind === "user" ? await Profiles.get(actor.sub) : undefined;
  if (profile) return profile.email;
  const message = "We need an e-mail address for the receipt.";
  throw new Problem("VALIDATION_ERROR", message, { details: [{ field: "email", message }] });
}

/**
 * The cart, after its former unpaid orders were cancelled: a shopper who comes back from the payment
 * page must not find the last piece reserved by themselves. Gives undefined where one of them is
 * that of this very request's twin.
 */
async function readyCart(
  { cartId: id, scope }: Place,
  idempotencyKey: string,
  now: Date,
): Promise<Cart.Cart | undefined> {
  let cart = await Carts.get(id, now);
  if (cart !== undefined && cart.pendingOrders.length > 0) {
    // Read after the cart, with which it is written: a twin's order that shows there shows here.
    if ((await Idempotency.get(scope, idempotencyKey, now)) !== undefined) return undefined;
    const why = { detail: "Replaced by a new checkout." };
    for (const orderNumber of cart.pendingOrders) {
      const ending = await cancelPending(orderNumber, why, now);
      if (ending === "waiting") throw paymentPending(orderNumber);
    }
    cart = await Carts.get(id, now);
  }
  if (cart === undefined || cart.lines.length === 0) {
    throw new Problem("CART_EMPTY", "Your basket is empty.");
  }
  return cart;
}

async function offeredNow(cart: Cart.Cart, now: Date): Promise<Offer> {
  const offered = await offer(cart);
  const { gone } = offered;
  if (gone.size === 0) return offered;
  await commit(Carts.put(Cart.withoutSkus(cart, gone, now), now));
  const names = [...gone].join(", ");
  throw new Problem("CART_CHANGED", `No longer sold, and out of your basket: ${names}.`);
}

/**
 * Where each line takes its pieces.
 * @throws Problem OUT_OF_STOCK, naming each SKU that has too few
 */
function pickAll(lines: readonly OfferedLine[]): readonly HeldLine[] {
  const picked = lines.map((line) => ({
    line,
    held: StockLines.pick(line.stock, line.quantity, Math.random()),
  }));
  const details = picked.flatMap(({ line, held }) =>
    held === undefined ? [{ field: line.sku, message: shortage(line) }] : [],
  );
  if (details.length > 0) {
    throw new Problem("OUT_OF_STOCK", details.map((one) => one.message).join(" "), { details });
  }
  const held = picked.flatMap((one) => one.held ?? []);
  if (lines.length + held.length <= MOST_WRITES && held.length <= MOST_SHARDS) return held;
  const message = "These pieces lie too scattered for one order. Order some of them separately.";
  throw new Problem("OUT_OF_STOCK", message);
}

function shortage(line: OfferedLine): string {
  return leftInWords(line, `${line.product.name} (${line.sku})`);
}

/**
 * The price of a basket as it is charged.
 * @throws Problem VALIDATION_ERROR where nothing is sent there, or not in this way; QUOTE_CHANGED,
 * PROMOTION_NOT_APPLICABLE where that is not what the shopper saw; ORDER_TOO_SMALL
 */
async function priceFor(
  { body, now }: CheckoutRequest,
  cart: Cart.Cart,
  offered: Offer,
  customer: Customer,
): Promise<Awaited<ReturnType<typeof chargePrice>>> {
  const { shippingMethod: method } = body;
  const { country } = body.shippingAddress;
  const priced = await chargePrice({
    cart,
    offer: offered,
    customer,
    to: { country, method },
    now,
  });
  const { quote } = priced;
  if (quote.method !== method) throw undeliverable(country, quote.method === null);
  const names = new Map(offered.lines.map(({ sku, product }) => [sku, product.name]));
  acceptQuote(body.quote, quote, (sku) => names.get(sku) ?? sku);
  if (quote.total > 0 && quote.total < LEAST_CHARGE) {
    const least = Money.format(LEAST_CHARGE, quote.currency);
    const message = `Cards take ${least} at least. Add something to your basket.`;
    throw new Problem("ORDER_TOO_SMALL", message);
  }
  return priced;
}

function undeliverable(country: string, anyhow: boolean): Problem {
  const name = countryName(country) ?? country;
  const [field, message] = anyhow
    ? ["shippingAddress.country", `We do not deliver to ${name}.`]
    : ["shippingMethod", `This delivery is not on offer for ${name}.`];
  return new Problem("VALIDATION_ERROR", message, { details: [{ field, message }] });
}

function toUsed(one: Quote["promotions"][number]): Order.UsedPromotion[] {
  const { promotionId, code, title, kind, amount, counted, countedForCustomer } = one;
  if (one.problem !== null) return [];
  return [{ promotionId, code, title, kind, amount, counted, countedForCustomer }];
}

function toItem(
  { sku, product }: OfferedLine,
  quoted: QuotedLine | undefined,
  backordered: number,
): Order.OrderItem | undefined {
  const variant = variantOf(product, sku);
  return (
    variant &&
    quoted && {
      productId: product.id,
      slug: product.slug,
      name: product.name,
      options: variant.options,
      image: cover(product),
      tint: product.tint,
      ...quoted,
      backordered,
    }
  );
}
