import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type * as CartStore from "./cart.ts";
import type * as CheckoutStore from "./checkout.ts";
import { fakeApi, type Sent } from "./fake-api.ts";
import { mockCart, mockLine } from "./mock-cart.ts";

let store: typeof CheckoutStore;
let cart: typeof CartStore;
let kept: Map<string, string>;

beforeEach(async () => {
  kept = new Map();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
  vi.resetModules();
  cart = await import("./cart.ts");
  store = await import("./checkout.ts");
  cart.$cart.set(mockCart());
});

afterEach(() => {
  vi.unstubAllGlobals();
});

function fillIn(overrides: Record<string, string> = {}) {
  const typed = {
    email: "maren.holt@example.com",
    name: "Maren Holt",
    line1: "Kastanienallee 12",
    postalCode: "10435",
    city: "Berlin",
    ...overrides,
  };
  for (const [name, value] of Object.entries(typed)) store.adoptField(name, value);
}

const started = {
  orderNumber: "P-261123-7K2QX",
  paymentUrl: "https://pay.example/1",
  accessToken: "secret",
};
const refusal = (code: string, extra: object = {}) => ({
  error: { code, message: code, statusCode: 409, ...extra },
});
const keys = (sent: Sent[]) =>
  sent
    .filter(({ path }) => path === "/checkout")
    .map(({ headers }) => headers.get("idempotency-key"));

describe("the form", () => {
  it("says what is missing, and which question comes first", async () => {
    const sent = fakeApi(() => ({ data: started }));
    expect(await store.placeOrder()).toBeUndefined();
    expect(sent).toEqual([]);
    expect(store.$problems.get()).toEqual({
      email: "Where should the receipt go?",
      name: "Who should the parcel be for?",
      line1: "Which street, which number?",
      postalCode: "Postcode?",
      city: "Which city?",
    });
    expect(store.firstProblem(store.$problems.get())).toBe("email");
  });

  it("knows what a postcode looks like", () => {
    fillIn({ postalCode: "1043" });
    store.leaveField("postalCode");
    expect(store.$problems.get()).toEqual({ postalCode: "German postcodes have five digits." });
    fillIn();
    store.leaveField("postalCode");
    expect(store.$problems.get()).toEqual({});
  });

  it("asks for a state where the post wants one, and in the country's own words", async () => {
    const sent = fakeApi(() => ({ status: 201, data: started }));
    fillIn({ country: "US", postalCode: "" });
    expect(await store.placeOrder()).toBeUndefined();
    expect(store.$problems.get()).toEqual({ postalCode: "ZIP code?", region: "Which state?" });
    fillIn({ country: "US", postalCode: "94103", region: "CA" });
    cart.$cart.set({ ...mockCart(), country: "US" });
    expect(await store.placeOrder()).toBe(started.paymentUrl);
    expect(sent.at(-1)?.body).toMatchObject({ shippingAddress: { region: "CA", country: "US" } });
  });

  it("does not scold for a field that was passed by", () => {
    store.leaveField("city");
    expect(store.$problems.get()).toEqual({});
  });

  it("finds again what was typed before the way to payment", async () => {
    fillIn();
    vi.resetModules();
    const again = await import("./checkout.ts");
    again.recallForm(["DE"]);
    expect(again.$form.get()).toMatchObject({ city: "Berlin", country: "DE" });
  });

  it("begins with the shop's own country, and forgets one that nothing is sent to any more", () => {
    store.recallForm(["AT", "DE"]);
    expect(store.$form.get().country).toBe("AT");
    store.setField("country", "FR");
    store.recallForm(["AT", "FR"]);
    expect(store.$form.get().country).toBe("FR");
    store.recallForm(["AT", "CH"]);
    expect(store.$form.get().country).toBe("AT");
  });

  it("takes the account's e-mail only where none was typed", () => {
    store.adoptField("email", "other@example.com");
    store.prefill({ email: "maren@example.com", name: "Maren Holt" });
    expect(store.$form.get()).toMatchObject({ email: "other@example.com", name: "Maren Holt" });
  });
});

describe("placing the order", () => {
  it("sends what was typed and gives the payment page's address", async () => {
    const sent = fakeApi(() => ({ status: 201, data: started }));
    fillIn({ line2: " " });
    expect(await store.placeOrder()).toBe(started.paymentUrl);
    expect(sent[0]?.body).toEqual({
      email: "maren.holt@example.com",
      shippingMethod: "standard",
      shippingAddress: {
        name: "Maren Holt",
        line1: "Kastanienallee 12",
        city: "Berlin",
        postalCode: "10435",
        country: "DE",
      },
    });
    expect(store.recallToken(started.orderNumber)).toBe("secret");
  });

  it("repeats a lost request under the same key, so that it is one order", async () => {
    fillIn();
    const sent = fakeApi(() => new TypeError("failed to fetch"));
    await store.placeOrder();
    await store.placeOrder();
    expect(store.$refusal.get()?.text).toBe("No connection. Your basket is safe here.");
    const [first, second] = keys(sent);
    expect(first).toBeTruthy();
    expect(second).toBe(first);
  });

  it("takes a new key for another address, and after a definite answer", async () => {
    fillIn();
    const lost = fakeApi(() => new TypeError("failed to fetch"));
    await store.placeOrder();
    fillIn({ city: "Potsdam" });
    await store.placeOrder();
    const refused = fakeApi(({ path }) =>
      path === "/checkout" ? refusal("CART_EMPTY") : { data: mockCart() },
    );
    await store.placeOrder();
    await store.placeOrder();
    const used = [...keys(lost), ...keys(refused)];
    expect(used).toHaveLength(4);
    expect(used[2]).toBe(used[1]);
    expect(new Set(used).size).toBe(3);
  });

  it("puts the API's words on the field they are about", async () => {
    const details = [{ field: "shippingAddress.city", message: "We do not go there." }];
    fakeApi(() => refusal("VALIDATION_ERROR", { details }));
    fillIn();
    await store.placeOrder();
    expect(store.$problems.get()).toEqual({ city: "We do not go there." });
    expect(store.$refusal.get()).toBeNull();
  });

  it("says who was faster, and what is still yours", async () => {
    const after = mockCart([
      mockLine({ sku: "whale", name: "Whale", available: 0 }),
      mockLine({ quantity: 2 }),
    ]);
    fakeApi(({ path }) => (path === "/cart" ? { data: after } : refusal("OUT_OF_STOCK")));
    fillIn();
    await store.placeOrder();
    expect(store.$refusal.get()).toEqual({
      text: "Someone took the last Whale while you typed. Your other 2 figurines are still yours.",
      basket: true,
    });
  });

  it("sends once, however often the button is pressed", async () => {
    const sent = fakeApi(() => ({ status: 201, data: started }));
    fillIn();
    await Promise.all([store.placeOrder(), store.placeOrder()]);
    expect(keys(sent)).toHaveLength(1);
  });
});

describe("the sum", () => {
  const toGermany = { country: "DE", shippingMethod: "standard" } as const;
  it("is the API's own, once the basket is priced for the form", () => {
    const basket = mockCart([mockLine({ price: 78, total: 78 })], { total: 70, discount: 8 });
    expect(store.amountsOf(basket, toGermany)).toEqual({ shipping: 0, total: 70 });
  });
  it("follows the chosen delivery before the API has answered", () => {
    const basket = mockCart([mockLine({ price: 78, total: 78 })]);
    const express = { ...toGermany, shippingMethod: "express" } as const;
    expect(store.amountsOf(basket, express)).toEqual({ shipping: 9.9, total: 87.9 });
  });
  it("asks for the figures of another country and method", async () => {
    const sent = fakeApi(() => ({ data: mockCart([mockLine()], { country: "AT" }) }));
    store.setField("country", "AT");
    await vi.waitFor(() => expect(cart.$cart.get()?.country).toBe("AT"));
    expect(sent.map((one) => one.path)).toEqual(["/cart?country=AT&method=standard"]);
  });
});

describe("the quote", () => {
  it("goes along, so that nothing is charged that was not shown", async () => {
    cart.$cart.set(mockCart([mockLine()], { quote: "what-was-shown" }));
    const sent = fakeApi(() => ({ status: 201, data: started }));
    fillIn();
    await store.placeOrder();
    const checkout = sent.find((one) => one.path === "/checkout");
    expect(checkout?.body).toMatchObject({ quote: "what-was-shown" });
  });
  it.each([
    ["was reckoned here for another country", mockCart()],
    ["never was", null],
  ])("is looked over first where the sum %s", async (_, before) => {
    cart.$cart.set(before);
    const abroad = mockCart([mockLine()], { country: "AT", total: 29.14, quote: "with-tax" });
    const sent = fakeApi(({ path }) =>
      path === "/checkout" ? { status: 201, data: started } : { data: abroad },
    );
    fillIn({ postalCode: "1070", city: "Wien", country: "AT" });
    expect(await store.placeOrder()).toBeUndefined();
    expect(keys(sent)).toEqual([]);
    expect(store.$refusal.get()?.text).toBe(
      "The total is €29.14. Nothing was charged. Look it over, then pay.",
    );
    expect(await store.placeOrder()).toBe(started.paymentUrl);
    expect(sent.at(-1)?.body).toMatchObject({ quote: "with-tax" });
  });
  it("says what has changed when the API refuses it", async () => {
    cart.$cart.set(mockCart());
    const message = "Fox was €24.00, is €26.00.";
    fakeApi(({ path }) =>
      path === "/checkout"
        ? {
            error: {
              code: "QUOTE_CHANGED",
              message: "The price has changed.",
              statusCode: 409,
              details: [{ field: "0011-09", message }],
            },
          }
        : { data: mockCart() },
    );
    fillIn();
    expect(await store.placeOrder()).toBeUndefined();
    expect(store.$refusal.get()?.text).toBe(
      "Fox was €24.00, is €26.00. Nothing was charged. Look it over, then pay.",
    );
  });
});
