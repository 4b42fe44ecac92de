import { atom, computed } from "nanostores";
import { ApiError, call, type Reply, type Route } from "../api/client.ts";
import { isRecord, read, write } from "./storage.ts";

type DataOf<R extends keyof Route> =
  Awaited<ReturnType<typeof call<R>>> extends Reply<infer Data> ? Data : never;

export type Cart = DataOf<"GET /cart">;
export type CartLine = Cart["items"][number];

const KEY = "parasol.cart";

/** The last basket that the API answered; null until there is one. */
export const $cart = atom<Cart | null>(null);
/** What the basket is doing. `failed` keeps the last known lines. */
export const $cartStatus = atom<"idle" | "loading" | "ready" | "failed">("idle");
/** What went wrong last, in the shop's words; null once something worked. */
export const $cartProblem = atom<string | null>(null);
export const $drawerOpen = atom(false);

export const $pieces = computed($cart, (cart) => cart?.itemCount ?? 0);

/** What is missing for free post, and how far the basket is: null where post is never free. */
export const $freePost = computed($cart, (cart) => {
  const post = cart?.shippingOptions.find((option) => option.id === "standard");
  if (!cart || cart.items.length === 0 || !post?.freeFrom) return null;
  // Before discounts, as the API reckons it: a code must not make the delivery dearer.
  const worth = cart.subtotal;
  return {
    missing: Math.max(0, Math.round((post.freeFrom - worth) * 100) / 100),
    share: Math.min(1, worth / post.freeFrom),
  };
});

function isCart(value: unknown): value is Cart {
  return isRecord(value) && Array.isArray(value["items"]) && typeof value["itemCount"] === "number";
}

function keep(cart: Cart): void {
  $cart.set(cart);
  $cartStatus.set("ready");
  write("local", KEY, cart.items.length > 0 ? cart : undefined);
}

/** What to say when the API refused a change of the basket. */
export function cartMessage(error: unknown, name: string): string {
  if (!(error instanceof ApiError)) return "That is our fault.";
  if (error.code === "OUT_OF_STOCK") {
    const left = /^Only (\d+) /.exec(error.details[0]?.message ?? error.message)?.[1];
    return left ? `Only ${left} of ${name} left.` : `${name} is sold out.`;
  }
  if (error.code === "SKU_NOT_FOUND") return `${name} is no longer sold.`;
  if (error.code === "CART_CHANGED") return "Your basket changed in another tab. Try again.";
  return error.message;
}

/**
 * Shows what this browser last saw, without asking: most pages are read by people whose basket is
 * empty, and for them nothing should run. `ensureCart` asks.
 */
export function recallCart(): void {
  if ($cart.get() !== null) return;
  const known = read("local", KEY, isCart);
  if (!known) return;
  $cart.set(known);
  void askOnce();
}

export interface Destination {
  readonly country?: string;
  readonly method?: "standard" | "express";
}

/** What the basket is priced for: its country and way of delivery, once checkout knows them. */
const $destination = atom<Destination>({});

let refreshing: { readonly destination: Destination; readonly done: Promise<void> } | undefined;

/**
 * Reads the basket after something has changed it. An answer that is under way already may tell of
 * before, so it is waited for, and asked again. Never rejects: the status says how it went.
 */
export async function refreshCart(): Promise<void> {
  await refreshing?.done;
  await askOnce();
}

/** Reads the basket, or waits for the answer that is under way. */
function askOnce(): Promise<void> {
  const destination = $destination.get();
  if (refreshing?.destination !== destination) {
    refreshing = { destination, done: readCart(destination) };
  }
  return refreshing.done;
}

async function readCart(destination: Destination): Promise<void> {
  $cartStatus.set("loading");
  try {
    const { data } = await call("GET /cart", { query: { ...destination } });
    // Overtaken by another choice, whose figures are under way.
    if (destination !== $destination.get()) return;
    keep(data);
    $cartProblem.set(null);
  } catch (error) {
    $cartStatus.set("failed");
    $cartProblem.set(cartMessage(error, "It"));
  } finally {
    if (refreshing?.destination === destination) refreshing = undefined;
  }
}

/** Prices the basket for where it goes and how. */
export function priceFor(destination: Destination): Promise<void> {
  const { country, method } = $destination.get();
  if (country !== destination.country || method !== destination.method) {
    $destination.set(destination);
  }
  return askOnce();
}

/** The basket, asked for once on a page. */
export async function ensureCart(): Promise<void> {
  if ($cartStatus.get() === "ready") return;
  await askOnce();
}

let queue: Promise<unknown> = Promise.resolve();
let waiting = 0;

/**
 * Sets the quantity of a SKU; 0 removes it. The line shows the new quantity at once. Changes go
 * out one after the other, and only the last answer is shown, so that quick taps do not flicker.
 * Rejects with what the API said, after the basket shows the truth again.
 */
export function setQuantity(sku: string, quantity: number): Promise<void> {
  const before = $cart.get();
  if (before) {
    $cart.set({
      ...before,
      items: before.items.map((line) =>
        line.sku === sku && quantity > 0 ? { ...line, quantity } : line,
      ),
    });
  }
  waiting += 1;
  const change = queue.then(async () => {
    try {
      const { data } = await call("PUT /cart/items/:sku", { params: { sku }, body: { quantity } });
      waiting -= 1;
      if (waiting === 0) keep(data);
      $cartProblem.set(null);
    } catch (error) {
      waiting -= 1;
      if (waiting === 0) await refreshCart();
      throw error;
    }
  });
  queue = change.catch(() => undefined);
  return change;
}

/**
 * Puts pieces of a SKU into the basket, on top of what is there.
 * @returns the quantity before, for Undo
 */
export async function add(sku: string, quantity: number): Promise<number> {
  await ensureCart();
  const before = $cart.get()?.items.find((line) => line.sku === sku)?.quantity ?? 0;
  await setQuantity(sku, Math.min(99, before + quantity));
  return before;
}

/** Other tabs of this browser change the same basket. */
export function followOtherTabs(target: Pick<Window, "addEventListener">): void {
  target.addEventListener("storage", (event) => {
    if (event.key !== KEY) return;
    const known = read("local", KEY, isCart);
    if (known) $cart.set(known);
    else void refreshCart();
  });
}
