import { Problem } from "#values/error-codes";
import type { Actor } from "#values/roles";

export interface CartLine {
  readonly sku: string;
  readonly quantity: number;
}

/** A code that the shopper gave, with the promotion that it meant then. */
export interface CartCode {
  readonly code: string;
  readonly promotionId: string;
}

/** A basket. Prices and names are not in it: they are read when it is shown or checked out. */
export interface Cart {
  readonly id: string;
  readonly lines: readonly CartLine[];
  /** In the order in which they were given. */
  readonly codes: readonly CartCode[];
  /** Order number while a checkout of these lines waits for payment; an edit or a decline clears it. */
  readonly checkout: string | null;
  /**
   * Orders made from this cart that may still be paid: one, or two and more where carts that each
   * had one were merged. They outlive an edit, so that a payment still takes what it bought out of
   * the basket, and the next checkout replaces them.
   */
  readonly pendingOrders: readonly string[];
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/**
 * Payment writes a stock item and a ledger entry for each line, and six items besides, in one
 * transaction, which holds 100.
 */
export const MAX_LINES = 45;
export const MAX_QUANTITY = 99;
/** Each is two more reads. */
export const MAX_CODES = 5;

/** Kept after its last change, as item and as cookie. */
export const CART_DAYS = 90;
export const COOKIE_SECONDS = CART_DAYS * 86_400;

const GUEST_ID = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/**
 * Whose cart a request means: the account's own, or the one that the guest's cookie names. A cookie
 * of another form is nobody's: `user-…` in it must not open an account's cart.
 */
export function idOf(actor: Actor, cookie: string | undefined): string | undefined {
  if (actor.kind === "user") return userCartId(actor.sub);
  return guestCartId(cookie);
}

/** The cart of an account. No guest's id has this form. */
export function userCartId(sub: string): string {
  return `user-${sub}`;
}

/** The sub of the account whose cart this is; null for a guest's. */
export function ownerOf(cartId: string): string | null {
  return cartId.startsWith("user-") ? cartId.slice("user-".length) : null;
}

/** The cart that a guest's cookie names; undefined where the cookie is not of our form. */
export function guestCartId(cookie: string | undefined): string | undefined {
  return cookie !== undefined && GUEST_ID.test(cookie) ? cookie : undefined;
}

/** A cart that was never kept: version 0. */
export function empty(id: string, now: Date): Cart {
  const at = now.toISOString();
  return {
    id,
    lines: [],
    codes: [],
    checkout: null,
    pendingOrders: [],
    version: 0,
    createdAt: at,
    updatedAt: at,
  };
}

/** Pieces of a SKU in the cart, 0 where it is not in there. */
export function quantityOf(cart: Cart, sku: string): number {
  return cart.lines.find((line) => line.sku === sku)?.quantity ?? 0;
}

function changed(cart: Cart, change: Partial<Cart>, now: Date): Cart {
  return { ...cart, ...change, version: cart.version + 1, updatedAt: now.toISOString() };
}

/**
 * The cart with `quantity` of a SKU; 0 takes it out. New lines go to the end. An edit unlocks a cart
 * in checkout: the order has its own copy of what it sells.
 * @throws Problem VALIDATION_ERROR for the 46th line
 */
export function setItem(cart: Cart, sku: string, quantity: number, now: Date): Cart {
  const kept = cart.lines.filter((line) => line.sku !== sku || quantity > 0);
  const lines = kept.some((line) => line.sku === sku)
    ? kept.map((line) => (line.sku === sku ? { sku, quantity } : line))
    : quantity > 0
      ? [...kept, { sku, quantity }]
      : kept;
  if (lines.length > MAX_LINES) {
    throw new Problem("VALIDATION_ERROR", `A basket holds ${MAX_LINES} different figurines.`, {
      details: [{ field: "sku", message: `A basket holds ${MAX_LINES} different figurines.` }],
    });
  }
  return changed(cart, { lines, checkout: null }, now);
}

/**
 * The cart with another code. What waits for payment was placed without it, so it is unlocked.
 * @throws Problem VALIDATION_ERROR for the sixth code
 */
export function addCode(cart: Cart, code: CartCode, now: Date): Cart {
  const others = cart.codes.filter((one) => one.code !== code.code);
  if (others.length >= MAX_CODES) {
    const message = `A basket takes ${MAX_CODES} codes.`;
    throw new Problem("VALIDATION_ERROR", message, { details: [{ field: "code", message }] });
  }
  return changed(cart, { codes: [...others, code], checkout: null }, now);
}

/** The cart without a code. */
export function removeCode(cart: Cart, code: string, now: Date): Cart {
  const codes = cart.codes.filter((one) => one.code !== code);
  return changed(cart, { codes, checkout: null }, now);
}

/** The cart without what can no longer be bought. */
export function withoutSkus(cart: Cart, skus: ReadonlySet<string>, now: Date): Cart {
  const lines = cart.lines.filter((line) => !skus.has(line.sku));
  return changed(cart, { lines, checkout: null }, now);
}

/** In checkout: the order made of it waits for payment. */
export function lock(cart: Cart, orderNumber: string, now: Date): Cart {
  return changed(cart, { checkout: orderNumber, pendingOrders: [orderNumber] }, now);
}

/** A payment was declined: the basket is free again, and the order may still be paid. */
export function unlock(cart: Cart, now: Date): Cart {
  return changed(cart, { checkout: null }, now);
}

/** An order made of it is no more. */
export function forgetOrder(cart: Cart, orderNumber: string, now: Date): Cart {
  return changed(cart, without(cart, orderNumber), now);
}

function without(cart: Cart, orderNumber: string): Pick<Cart, "checkout" | "pendingOrders"> {
  return {
    checkout: cart.checkout === orderNumber ? null : cart.checkout,
    pendingOrders: cart.pendingOrders.filter((number) => number !== orderNumber),
  };
}

/** The cart after an order made of it was paid: less what was bought, and its codes are spent. */
export function afterPurchase(
  cart: Cart,
  { orderNumber, items: bought }: { orderNumber: string; items: readonly CartLine[] },
  now: Date,
): Cart {
  const taken = new Map(bought.map((line) => [line.sku, line.quantity]));
  const lines = cart.lines.flatMap(({ sku, quantity }) => {
    const left = quantity - (taken.get(sku) ?? 0);
    return left > 0 ? [{ sku, quantity: left }] : [];
  });
  return changed(cart, { lines, codes: [], ...without(cart, orderNumber) }, now);
}

/**
 * The account's cart with a guest's lines added to it: quantities add up to 99 at most, and what
 * does not fit into its lines is left out, the account's own lines first; codes likewise. Unpaid
 * orders of both stay known: either may still be paid.
 */
export function merge(own: Cart, guest: Cart, now: Date): Cart {
  const quantities = new Map(own.lines.map((line) => [line.sku, line.quantity]));
  for (const { sku, quantity } of guest.lines) {
    quantities.set(sku, Math.min(MAX_QUANTITY, (quantities.get(sku) ?? 0) + quantity));
  }
  const lines = [...quantities].slice(0, MAX_LINES).map(([sku, quantity]) => ({ sku, quantity }));
  const codes = new Map([...own.codes, ...guest.codes].map((one) => [one.code, one]));
  const pendingOrders = [...new Set([...own.pendingOrders, ...guest.pendingOrders])];
  const change = { lines, codes: [...codes.values()].slice(0, MAX_CODES), pendingOrders };
  return changed(own, { ...change, checkout: null }, now);
}
