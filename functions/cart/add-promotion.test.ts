import { beforeAll, describe, expect, it } from "vitest";
import type { Client } from "../../infra/testing/client.ts";
import { findSku, pay, TEST_ADDRESS } from "../../infra/testing/purchase.ts";
import { openShop, type Shop } from "../../infra/testing/shop.ts";

let shop: Shop;
let staff: Client;
let sku: string;
beforeAll(async () => {
  shop = await openShop();
  staff = await shop.staff();
  sku = await findSku(shop.client());
});

/** A code that no other test has. */
async function newCode(input: object = {}): Promise<string> {
  const code = `T-${crypto.randomUUID().slice(0, 8)}`.toUpperCase();
  const effect = { kind: "percent", percent: 10 };
  const made = await staff.post("/admin/promotions", { title: "Ten", effect, ...input, code });
  expect(made.status).toBe(201);
  return code;
}

async function withBasket(quantity = 1): Promise<Client> {
  const client = shop.client();
  await client.put(`/cart/items/${sku}`, { quantity });
  return client;
}

const cents = (amount: number) => Math.round(amount * 100);

const checkOut = (client: Client, email: string, change: object = {}) =>
  client.post(
    "/checkout",
    { email, shippingAddress: TEST_ADDRESS, shippingMethod: "standard", ...change },
    { headers: { "idempotency-key": crypto.randomUUID() } },
  );

describe("PUT /cart/promotion", () => {
  it("answers the whole cart, and every sum in it adds up", async () => {
    const client = await withBasket(3);
    const code = await newCode();
    const { status, body } = await client.put("/cart/promotion", { code: code.toLowerCase() });
    expect(status).toBe(200);
    const cart = body.data;
    expect(cart.promotions).toMatchObject([{ code, kind: "percent", problem: null }]);
    expect(cents(cart.discount)).toBe(Math.round(cents(cart.subtotal) / 10));
    const discounts = cart.items.map((item: { discount: number }) => cents(item.discount));
    expect(discounts.reduce((a: number, b: number) => a + b, 0)).toBe(cents(cart.discount));
    const due = cents(cart.subtotal) - cents(cart.discount) + cents(cart.shipping);
    expect(cents(cart.total)).toBe(due);
    expect((await client.get("/cart")).body.data).toMatchObject({ discount: cart.discount });
  });

  it("takes the shop's own demo codes, both at once", async () => {
    const client = await withBasket(3);
    await client.put("/cart/promotion", { code: "sunny10" });
    const { body } = await client.get("/cart?method=express&country=FR");
    expect(body.data).toMatchObject({ method: "express", country: "FR", shipping: 9.9 });
    const both = await client.put("/cart/promotion", { code: "FREEPOST" });
    if (both.status === 200) expect(both.body.data.shipping).toBe(0);
    else expect(both.body.error.message).toBe("The delivery is free already.");
    const express = await client.get("/cart?method=express");
    expect(express.body.data.discount).toBeGreaterThan(0);
  });

  it("knows no code that nobody made", async () => {
    const { status, body } = await (await withBasket()).put("/cart/promotion", { code: "NEVER-1" });
    expect(status).toBe(404);
    expect(body.error).toMatchObject({
      code: "PROMOTION_NOT_FOUND",
      details: [{ field: "code" }],
    });
  });

  it.each([
    "",
    "🦊",
    "ПРИВЕТ",
    "SUN\u202eNY",
    "SUN\u200dNY",
    "S".repeat(41),
    "A B",
    "'; drop table",
    "<b>",
    "-",
    null,
    10,
    ["SUNNY10"],
    undefined,
  ])("refuses %j as a code, and names the field", async (code) => {
    const { status, body } = await (await withBasket()).put("/cart/promotion", { code });
    expect(status).toBe(400);
    expect(body.error.details[0].field).toBe("code");
  });

  it("refuses half of a character before anybody looks at it", async () => {
    const raw = '{"code":"SUN\\ud83d"}';
    const { status, body } = await (await withBasket()).put("/cart/promotion", undefined, { raw });
    expect(status).toBe(400);
    expect(body.error.details[0].field).toBe("code");
  });

  it("says in words why a code does not hold, and does not keep it", async () => {
    const client = await withBasket();
    const code = await newCode({ minimum: 9_000 });
    const { status, body } = await client.put("/cart/promotion", { code });
    expect(status).toBe(409);
    expect(body.error.code).toBe("PROMOTION_NOT_APPLICABLE");
    expect(body.error.message).toContain("needs goods for €9,000.00.");
    expect((await client.get("/cart")).body.data.promotions).toEqual([]);
  });

  it("has nothing to take off an empty basket", async () => {
    const answer = await shop.client().put("/cart/promotion", { code: "SUNNY10" });
    expect(answer.status).toBe(409);
    expect(answer.body.error.message).toBe("SUNNY10 goes with nothing in your basket.");
  });
});

describe("a checkout with a code", () => {
  it("charges what the cart showed, and the order says so", async () => {
    const client = await withBasket(2);
    const code = await newCode();
    const cart = (await client.put("/cart/promotion", { code })).body.data;
    const made = await checkOut(client, "sums@example.com", { quote: cart.quote });
    expect(made.status).toBe(201);
    const { orderNumber, accessToken } = made.body.data;
    const order = (await client.get(`/orders/${orderNumber}?token=${accessToken}`)).body.data;
    expect(order).toMatchObject({
      total: cart.total,
      discount: cart.discount,
      promotions: [{ code, amount: cart.discount }],
      taxes: cart.taxes,
      taxIncluded: true,
    });
    const page = await (await fetch(made.body.data.paymentUrl)).text();
    expect(page).toContain(`€${order.total.toFixed(2)}`);
  });

  it("fault 7: gives the last use to one of six shoppers at once", async () => {
    const code = await newCode({ maxUses: 1 });
    const clients = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const client = await withBasket();
        await client.put("/cart/promotion", { code });
        return client;
      }),
    );
    const answers = await Promise.all(
      clients.map((client, at) => checkOut(client, `race${at}-${code}@example.com`)),
    );
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    for (const { status, body } of answers.filter((answer) => answer.status !== 201)) {
      expect([status, body.error.code]).toEqual([409, "PROMOTION_NOT_APPLICABLE"]);
      expect(body.error.message).toBe(`${code} is used up.`);
    }
    const listed = (await staff.get("/admin/promotions?limit=100")).body.data;
    expect(listed.find((one: { code: string }) => one.code === code)?.used).toBe(1);
  });

  it("fault 7: lets one customer in two tabs use it once", async () => {
    const code = await newCode({ maxUsesPerCustomer: 1 });
    const tabs = await Promise.all([withBasket(), withBasket()]);
    for (const tab of tabs) await tab.put("/cart/promotion", { code });
    const email = `tabs-${code}@example.com`;
    const answers = await Promise.all(tabs.map((tab) => checkOut(tab, email)));
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([201, 409]);
    const refused = answers.find((answer) => answer.status === 409);
    expect(refused?.body.error.message).toContain("works once for each customer");
  });

  it("is paid without a card where nothing is left to pay, and refuses what no card takes", async () => {
    const all = await newCode({ effect: { kind: "percent", percent: 100 }, combines: true });
    const post = await newCode({ effect: { kind: "shipping" }, combines: true });
    const client = await withBasket(1);
    await client.put("/cart/promotion", { code: post });
    const { body } = await client.put("/cart/promotion", { code: all });
    expect(body.data.total).toBe(0);
    const placed = await checkOut(client, "free@example.com", { quote: body.data.quote });
    const { orderNumber, paymentUrl, accessToken } = placed.body.data;
    expect(await (await fetch(paymentUrl)).text()).toContain("There is nothing to pay");
    await pay(paymentUrl);
    await shop.idle();
    const order = await client.get(`/orders/${orderNumber}?token=${accessToken}`);
    expect(order.body.data).toMatchObject({ status: "PAID", total: 0, tax: 0 });

    const cents20 = await newCode({
      effect: { kind: "amount", amount: body.data.subtotal - 0.2 },
      combines: true,
    });
    const other = await withBasket(1);
    await other.put("/cart/promotion", { code: post });
    await other.put("/cart/promotion", { code: cents20 });
    const refused = await checkOut(other, "free@example.com");
    expect(refused.status).toBe(409);
    expect(refused.body.error).toMatchObject({
      code: "ORDER_TOO_SMALL",
      message: "Cards take €0.50 at least. Add something to your basket.",
    });
  });

  it("fault 8: shows a price that changed instead of charging it", async () => {
    const made = await staff.post("/products", {
      name: "Weather vane",
      category: "animals",
      variants: [{ sku: `VANE-${crypto.randomUUID().slice(0, 8)}`, price: 24, stock: 5 }],
    });
    expect(made.status).toBe(201);
    const product = made.body.data;
    const client = shop.client();
    const { quote } = (await client.put(`/cart/items/${product.sku}`, { quantity: 1 })).body.data;
    const variants = [{ sku: product.sku, price: 26 }];
    const { name, category } = product;
    await staff.put(`/products/${product.id}`, { name, category, variants });
    const answer = await checkOut(client, "vane@example.com", { quote });
    expect(answer.status).toBe(409);
    expect(answer.body.error).toMatchObject({
      code: "QUOTE_CHANGED",
      details: [{ field: product.sku, message: "Weather vane was €24.00, is €26.00." }],
    });
    const seen = (await client.get("/cart")).body.data;
    const placed = await checkOut(client, "vane@example.com", { quote: seen.quote });
    expect(placed.status).toBe(201);
  });

  it("refuses what is no quote, by the field", async () => {
    const answer = await checkOut(await withBasket(), "no@example.com", { quote: "cheap" });
    expect(answer.status).toBe(400);
    expect(answer.body.error.details[0].field).toBe("quote");
  });
});
