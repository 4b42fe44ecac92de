import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type * as CartStore from "./cart.ts";
import { fakeApi } from "./fake-api.ts";
import { mockCart, mockLine } from "./mock-cart.ts";

let store: typeof CartStore;
let kept: Map<string, string>;

beforeEach(async () => {
  kept = new Map();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
  vi.resetModules();
  store = await import("./cart.ts");
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const fox = (quantity: number) => mockCart([mockLine({ quantity })]);

describe("the basket of a page", () => {
  it("asks nothing where this browser never had one", () => {
    const sent = fakeApi(() => ({ data: fox(1) }));
    store.recallCart();
    expect(sent).toEqual([]);
    expect(store.$cart.get()).toBeNull();
  });

  it("shows what this browser last saw, then the truth", async () => {
    kept.set("parasol.cart", JSON.stringify(fox(1)));
    fakeApi(() => ({ data: fox(3) }));
    store.recallCart();
    expect(store.$pieces.get()).toBe(1);
    await store.refreshCart();
    expect(store.$pieces.get()).toBe(3);
  });

  it("does not take an answer from before a payment for what is left after it", async () => {
    kept.set("parasol.cart", JSON.stringify(fox(2)));
    // The page's first question is under way, answered from before, when the payment is heard of.
    const answers = [fox(2), mockCart([])];
    const sent = fakeApi(() => ({ data: answers.shift() }));
    store.recallCart();

    await Promise.all([store.refreshCart(), store.refreshCart()]);

    expect(store.$pieces.get()).toBe(0);
    expect(sent).toHaveLength(2);
  });

  it("does not trust what is no basket", () => {
    kept.set("parasol.cart", '"fox"');
    fakeApi(() => ({ data: fox(1) }));
    store.recallCart();
    expect(store.$cart.get()).toBeNull();
  });

  it("says so when there is no connection, and keeps the lines", async () => {
    fakeApi(() => ({ data: fox(2) }));
    await store.refreshCart();
    fakeApi(() => new TypeError("failed to fetch"));
    await store.refreshCart();
    expect(store.$cartStatus.get()).toBe("failed");
    expect(store.$cartProblem.get()).toBe("No connection. Your basket is safe here.");
    expect(store.$pieces.get()).toBe(2);
  });
});

describe("adding", () => {
  it("goes on top of what is there and gives the quantity before, for Undo", async () => {
    const sent = fakeApi(({ method }) => ({ data: method === "GET" ? fox(2) : fox(3) }));
    expect(await store.add("0011-09", 1)).toBe(2);
    expect(sent.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /cart",
      "PUT /cart/items/0011-09",
    ]);
    expect(sent[1]?.body).toEqual({ quantity: 3 });
    expect(sent[1]?.headers.get("x-csrf-token")).toBe("token");
    expect(store.$pieces.get()).toBe(3);
  });

  it("stops at 99 pieces", async () => {
    const sent = fakeApi(() => ({ data: fox(98) }));
    await store.add("0011-09", 5);
    expect(sent[1]?.body).toEqual({ quantity: 99 });
  });

  it("is remembered, and forgotten when the basket is empty", async () => {
    fakeApi(() => ({ data: fox(1) }));
    await store.add("0011-09", 1);
    expect(kept.has("parasol.cart")).toBe(true);
    fakeApi(() => ({ data: mockCart([]) }));
    await store.setQuantity("0011-09", 0);
    expect(kept.has("parasol.cart")).toBe(false);
  });
});

describe("quick taps", () => {
  it("show at once, go out in order, and only the last answer is drawn", async () => {
    fakeApi(() => ({ data: fox(1) }));
    await store.ensureCart();
    const sent = fakeApi(({ body }) => ({ data: fox(Object(body).quantity) }));
    const drawn: (number | undefined)[] = [];
    const stop = store.$cart.listen((cart) => drawn.push(cart?.items[0]?.quantity));
    const taps = [2, 3, 4].map((quantity) => store.setQuantity("0011-09", quantity));
    expect(store.$cart.get()?.items[0]?.quantity).toBe(4);
    await Promise.all(taps);
    stop();
    expect(sent.map(({ body }) => Object(body).quantity)).toEqual([2, 3, 4]);
    expect(drawn).toEqual([2, 3, 4, 4]);
  });

  it("show the truth again when the API refuses", async () => {
    fakeApi(() => ({ data: fox(1) }));
    await store.ensureCart();
    fakeApi(({ method }) =>
      method === "GET"
        ? { data: fox(1) }
        : { error: { code: "OUT_OF_STOCK", message: "Only 7 of 0011-09 left.", statusCode: 409 } },
    );
    const refused = await store.setQuantity("0011-09", 8).catch((error: unknown) => error);
    expect(store.cartMessage(refused, "Fox")).toBe("Only 7 of Fox left.");
    expect(store.$cart.get()?.items[0]?.quantity).toBe(1);
  });
});

describe("free post", () => {
  it("counts what is missing", async () => {
    fakeApi(() => ({ data: mockCart([mockLine({ price: 44.5, total: 44.5 })]) }));
    await store.ensureCart();
    expect(store.$freePost.get()).toEqual({ missing: 5.5, share: 0.89 });
  });
  it("is reached", async () => {
    fakeApi(() => ({ data: fox(3) }));
    await store.ensureCart();
    expect(store.$freePost.get()).toEqual({ missing: 0, share: 1 });
  });
  it("goes by the goods before discounts, as the API charges it", async () => {
    fakeApi(() => ({ data: mockCart([mockLine({ price: 52, total: 52 })], { discount: 5.2 }) }));
    await store.ensureCart();
    expect(store.$freePost.get()).toEqual({ missing: 0, share: 1 });
  });
  it("is no topic for an empty basket", async () => {
    fakeApi(() => ({ data: mockCart([]) }));
    await store.ensureCart();
    expect(store.$freePost.get()).toBeNull();
  });
});
