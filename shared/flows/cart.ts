import * as Carts from "#data/cart";
import { commit } from "#data/write";
import * as Cart from "#domain/cart";
import * as CartView from "#domain/cart-view";
import { Problem } from "#values/error-codes";
import * as QuoteSeal from "#domain/quote-seal";
import { offer } from "./offer.ts";
import { type Destination, price } from "./price.ts";

/** Other tabs of one shopper, at most: whoever loses this often reads the cart again first. */
const ATTEMPTS = 4;

/** The cart as the API shows it; an empty one where there is none. */
export async function readCart(id: string | undefined, now: Date, to: Destination = {}) {
  const cart = (id && (await Carts.get(id, now))) || Cart.empty(id ?? "", now);
  return await show(cart, (await offer(cart)).lines, to, now);
}

async function show(
  cart: Cart.Cart,
  lines: readonly CartView.OfferedLine[],
  to: Destination,
  now: Date,
) {
  const quote = await price(lines, to, now);
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
      return await show(cart, (await offer(cart)).lines, {}, now);
    }
    const next = Cart.setItem(cart, sku, quantity, now);
    const offered = await offer(next);
    if (offered.gone.has(sku)) throw unknownSku(sku);
    requireStock(offered.lines, sku);
    if (await commit(Carts.put(next, now))) return await show(next, offered.lines, {}, now);
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

async function requireKnown(sku: string, cart: Cart.Cart): Promise<void> {
  const probe = { ...cart, lines: [{ sku, quantity: 1 }], pendingOrders: [] };
  if ((await offer(probe)).gone.has(sku)) throw unknownSku(sku);
}

function requireStock(lines: readonly CartView.OfferedLine[], sku: string): void {
  const line = lines.find((one) => one.sku === sku);
  if (line === undefined || line.quantity <= CartView.buyable(line)) return;
  const left = CartView.buyable(line);
  const message =
    left === 0 ? `${line.product.name} (${sku}) is sold out.` : `Only ${left} of ${sku} left.`;
  throw new Problem("OUT_OF_STOCK", message, { details: [{ field: "quantity", message }] });
}

function unknownSku(sku: string): Problem {
  return new Problem("SKU_NOT_FOUND", `Nobody sells ${sku} here.`);
}

function changed(): Problem {
  return new Problem("CART_CHANGED", "Your basket was changed elsewhere. Look at it again.");
}
