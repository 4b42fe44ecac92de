import * as Carts from "#data/cart";
import { commit } from "#data/write";
import * as Cart from "#domain/cart";
import * as CartView from "#domain/cart-view";
import type { Quote } from "#domain/pricing";
import { normalCode } from "#domain/promotion";
import * as QuoteSeal from "#domain/quote-seal";
import * as Promotions from "#data/promotion";
import { Problem } from "#values/error-codes";
import { type Offer, offer } from "./offer.ts";
import { type Destination, showPrice } from "./price.ts";

/** Other tabs of one shopper, at most: whoever loses this often reads the cart again first. */
const ATTEMPTS = 4;

/** The cart as the API shows it; an empty one where there is none. */
export async function readCart(id: string | undefined, now: Date, to: Destination = {}) {
  return await show(await cartOf(id, now), now, to);
}

async function cartOf(id: string | undefined, now: Date): Promise<Cart.Cart> {
  return (id && (await Carts.get(id, now))) || Cart.empty(id ?? "", now);
}

async function show(cart: Cart.Cart, now: Date, to: Destination = {}) {
  return await showOffer(cart, await offer(cart), now, to);
}

async function showOffer(cart: Cart.Cart, offered: Offer, now: Date, to: Destination = {}) {
  return toPublic(cart, offered, await priceOf(cart, offered, now, to));
}

async function priceOf(
  cart: Cart.Cart,
  offered: Offer,
  now: Date,
  to: Destination = {},
): Promise<Quote> {
  // A guest's address is known only at checkout.
  const customer = { sub: Cart.ownerOf(cart.id), email: null };
  return await showPrice({ cart, offer: offered, customer, to, now });
}

function toPublic(cart: Cart.Cart, { lines }: Offer, quote: Quote) {
  return CartView.toPublic(cart, lines, quote, QuoteSeal.seal(quote));
}

/**
 * Sets the quantity of a SKU (0 removes it) and answers the whole cart.
 * @throws Problem SKU_NOT_FOUND, OUT_OF_STOCK (naming what is left), CART_CHANGED
 */
export async function setItem(id: string, sku: string, quantity: number, now: Date) {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const cart = (await Carts.get(id, now)) ?? Cart.empty(id, now);
    if (quantity === Cart.quantityOf(cart, sku)) {
      if (quantity === 0) await requireKnown(sku, cart);
      return await show(cart, now);
    }
    const next = Cart.setItem(cart, sku, quantity, now);
    const offered = await offer(next);
    if (offered.gone.has(sku)) throw unknownSku(sku);
    requireStock(offered.lines, sku);
    if (await commit(Carts.put(next, now))) return await showOffer(next, offered, now);
  }
  throw changed();
}

/** @throws Problem CART_ITEM_NOT_FOUND, CART_CHANGED */
export async function removeItem(id: string | undefined, sku: string, now: Date): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const cart = id && (await Carts.get(id, now));
    if (!cart || Cart.quantityOf(cart, sku) === 0) {
      throw new Problem("CART_ITEM_NOT_FOUND", `${sku} is not in your basket.`);
    }
    if (await commit(Carts.put(Cart.setItem(cart, sku, 0, now), now))) return;
  }
  throw changed();
}

/**
 * Gives a cart a code, in the form of `normalCode`, and answers the whole cart.
 * @throws Problem PROMOTION_NOT_FOUND; PROMOTION_NOT_APPLICABLE with the reason in words, and nothing
 * is kept then; VALIDATION_ERROR for one code too many; CART_CHANGED
 */
export async function addPromotion(id: string | undefined, code: string, now: Date) {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const [promotionId, cart] = await Promise.all([Promotions.idOfCode(code), cartOf(id, now)]);
    if (promotionId === undefined) throw noCode(`There is no code ${code}.`);
    const next = Cart.addCode(cart, { code, promotionId }, now);
    const offered = await offer(next);
    const quote = await priceOf(next, offered, now);
    const found = quote.promotions.find((one) => one.promotionId === promotionId);
    if (found === undefined) throw noCode(`There is no code ${code}.`);
    if (found.problem !== null) {
      const details = [{ field: "code", message: found.problem }];
      throw new Problem("PROMOTION_NOT_APPLICABLE", found.problem, { details });
    }
    const known = cart.codes.some((one) => one.promotionId === promotionId);
    if (known) return toPublic(cart, offered, quote);
    if (await commit(Carts.put(next, now))) return toPublic(next, offered, quote);
  }
  throw changed();
}

/** @throws Problem PROMOTION_NOT_FOUND where the cart does not have the code, CART_CHANGED */
export async function removePromotion(
  id: string | undefined,
  typed: string,
  now: Date,
): Promise<void> {
  const code = normalCode(typed);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const cart = await cartOf(id, now);
    if (code === undefined || !cart.codes.some((one) => one.code === code)) {
      throw noCode(`${typed} is not in your basket.`);
    }
    if (await commit(Carts.put(Cart.removeCode(cart, code, now), now))) return;
  }
  throw changed();
}

function noCode(message: string): Problem {
  return new Problem("PROMOTION_NOT_FOUND", message, { details: [{ field: "code", message }] });
}

async function requireKnown(sku: string, cart: Cart.Cart): Promise<void> {
  const probe = { ...cart, lines: [{ sku, quantity: 1 }], pendingOrders: [] };
  if ((await offer(probe)).gone.has(sku)) throw unknownSku(sku);
}

function requireStock(lines: readonly CartView.OfferedLine[], sku: string): void {
  const line = lines.find((one) => one.sku === sku);
  if (line === undefined || line.quantity <= CartView.buyable(line)) return;
  const message = CartView.leftInWords(line, `${line.product.name} (${sku})`);
  throw new Problem("OUT_OF_STOCK", message, { details: [{ field: "quantity", message }] });
}

function unknownSku(sku: string): Problem {
  return new Problem("SKU_NOT_FOUND", `Nobody sells ${sku} here.`);
}

function changed(): Problem {
  return new Problem("CART_CHANGED", "Your basket was changed elsewhere. Look at it again.");
}
