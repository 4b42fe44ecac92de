import { atom } from "nanostores";
import { ApiError, call, type Reply } from "../api/client.ts";
import { recallToken } from "./checkout.ts";

export type Order =
  Awaited<ReturnType<typeof call<"GET /orders/:orderNumber">>> extends Reply<infer Data>
    ? Data
    : never;

export type OrderState =
  | { readonly kind: "loading" }
  | { readonly kind: "missing" }
  | { readonly kind: "failed"; readonly text: string }
  /** `unclear`: the bank has not answered for a while. */
  | {
      readonly kind: "known";
      readonly order: Order;
      /** Opens the order without an account; undefined for its owner. */
      readonly token: string | undefined;
      readonly paid: boolean;
      readonly unclear: boolean;
    };

export const $order = atom<OrderState>({ kind: "loading" });

/** Answers within seconds in nearly every case; after half a minute the shop says so and slows down. */
const QUICK_MS = 1_500;
const QUICK_FOR_MS = 30_000;
const SLOW_MS = 60_000;

/** `/orders/P-261123-7K2QX?paid=1&token=…` → what the page is about; null for another path. */
export function readOrderAddress(
  location: Pick<Location, "pathname" | "search">,
): { orderNumber: string; token: string | undefined; paid: boolean } | null {
  const orderNumber = /^\/orders\/(P-[0-9A-Z-]+)$/i.exec(location.pathname)?.[1]?.toUpperCase();
  if (!orderNumber) return null;
  const params = new URLSearchParams(location.search);
  return {
    orderNumber,
    token: params.get("token") ?? recallToken(orderNumber),
    paid: params.get("paid") === "1",
  };
}

/** A header and not the query, so that the token stays out of logs. */
function withToken(token: string | undefined) {
  return token === undefined ? {} : { headers: { "x-order-token": token } };
}

/** Reads one order: for its owner, or with its token. */
async function readOrder(orderNumber: string, token: string | undefined): Promise<Order> {
  const { data } = await call("GET /orders/:orderNumber", {
    params: { orderNumber },
    query: {},
    ...withToken(token),
  });
  return data;
}

/**
 * Follows an order until its payment is decided. `paid` says that the shopper comes from the
 * payment page, so that PENDING means "not heard yet" and not "not paid".
 * @returns ends the following
 */
export function followOrder(address: {
  orderNumber: string;
  token: string | undefined;
  paid: boolean;
}): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;
  const since = Date.now();
  const ask = async () => {
    const unclear = Date.now() - since > QUICK_FOR_MS;
    try {
      const order = await readOrder(address.orderNumber, address.token);
      if (ended) return;
      $order.set({ kind: "known", order, token: address.token, paid: address.paid, unclear });
      if (order.status === "PENDING" && address.paid) {
        timer = setTimeout(() => void ask(), unclear ? SLOW_MS : QUICK_MS);
      }
    } catch (error) {
      if (ended) return;
      const missing = error instanceof ApiError && error.statusCode === 404;
      const text = error instanceof ApiError ? error.message : "That is our fault.";
      // One lost answer while the payment is followed is no reason to hide what is known.
      if ($order.get().kind === "known" && !missing) {
        timer = setTimeout(() => void ask(), unclear ? SLOW_MS : QUICK_MS);
      } else $order.set(missing ? { kind: "missing" } : { kind: "failed", text });
    }
  };
  void ask();
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}

/** Where the invoice of an order opens; the link carries the token, as the one in the mail does. */
export function invoiceUrl({ orderNumber }: Order, token: string | undefined): string {
  const query = token === undefined ? "" : `?token=${encodeURIComponent(token)}`;
  return `/api/v1/orders/${orderNumber}/invoice${query}`;
}

/** Shows what an action made of the order. */
function show(order: Order): void {
  const state = $order.get();
  if (state.kind === "known") $order.set({ ...state, order });
}

/** Takes the order back. Rejects with the API's reason. */
export async function cancelOrder(orderNumber: string, token: string | undefined): Promise<void> {
  const { data } = await call("POST /orders/:orderNumber/cancel", {
    params: { orderNumber },
    query: {},
    ...withToken(token),
  });
  show(data);
}

export interface ReturnWish {
  readonly lines: { sku: string; quantity: number; reason: string }[];
  readonly note: string;
}

/** Asks to send pieces back. Rejects with the API's reason. */
export async function requestReturn(
  orderNumber: string,
  token: string | undefined,
  { lines, note }: ReturnWish,
): Promise<void> {
  const { data } = await call("POST /orders/:orderNumber/returns", {
    params: { orderNumber },
    query: {},
    body: { lines, ...(note.trim() === "" ? {} : { note: note.trim() }) },
    ...withToken(token),
  });
  show(data);
}
