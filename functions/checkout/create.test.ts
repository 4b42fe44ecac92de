import { beforeAll, describe, expect, it } from "vitest";
import type { Client } from "../../infra/testing/client.ts";
import { findSku, TEST_ADDRESS } from "../../infra/testing/purchase.ts";
import { openShop, type Shop } from "../../infra/testing/shop.ts";

let shop: Shop;
let sku: string;
beforeAll(async () => {
  shop = await openShop();
  sku = await findSku(shop.client());
});

const body = {
  email: "maren@example.com",
  shippingAddress: TEST_ADDRESS,
  shippingMethod: "express",
};

async function withBasket(): Promise<Client> {
  const client = shop.client();
  await client.put(`/cart/items/${sku}`, { quantity: 2 });
  return client;
}

const checkOut = (client: Client, sent: unknown, key: string = crypto.randomUUID()) =>
  client.post("/checkout", sent, { headers: { "idempotency-key": key } });

describe("POST /checkout", () => {
  it("makes an order with a payment page, and keeps the basket until it is paid", async () => {
    const client = await withBasket();
    const { status, body: answer } = await checkOut(client, body);
    expect(status).toBe(201);
    expect(answer.data.orderNumber).toMatch(/^P-\d{6}-[0-9A-Z]{5}$/);
    expect(answer.data.paymentUrl).toMatch(/^http/);
    const cart = await client.get("/cart");
    expect(cart.body.data).toMatchObject({ itemCount: 2, checkout: answer.data.orderNumber });
    expect((await fetch(answer.data.paymentUrl)).status).toBe(200);
  });

  it("answers the same for the same key, even twice at once", async () => {
    const client = await withBasket();
    const key = crypto.randomUUID();
    const answers = await Promise.all([checkOut(client, body, key), checkOut(client, body, key)]);
    const later = await checkOut(client, body, key);
    const numbers = [...answers, later]
      .filter((answer) => answer.status === 201)
      .map((answer) => answer.body.data.orderNumber);
    expect(numbers.length).toBeGreaterThanOrEqual(2);
    expect(new Set(numbers).size).toBe(1);
  });

  it("refuses a key that was used for something else", async () => {
    const client = await withBasket();
    const key = crypto.randomUUID();
    await checkOut(client, body, key);
    const other = await checkOut(client, { ...body, shippingMethod: "standard" }, key);
    expect(other.status).toBe(422);
    expect(other.body.error.code).toBe("IDEMPOTENCY_KEY_REUSED");
  });

  it("wants an idempotency key", async () => {
    const answer = await (await withBasket()).post("/checkout", body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.details[0].field).toBe("Idempotency-Key");
  });

  it("has nothing to sell for an empty basket", async () => {
    const answer = await checkOut(shop.client(), body);
    expect(answer.status).toBe(409);
    expect(answer.body.error.code).toBe("CART_EMPTY");
  });

  it.each([
    [{ ...body, email: "maren" }, "email"],
    [{ ...body, shippingMethod: "pigeon" }, "shippingMethod"],
    [{ ...body, total: 1 }, "total"],
    [{ ...body, shippingAddress: { ...TEST_ADDRESS, city: "" } }, "shippingAddress.city"],
    [
      { ...body, shippingAddress: { ...TEST_ADDRESS, postalCode: "1043" } },
      "shippingAddress.postalCode",
    ],
  ])("refuses %j by the field", async (sent, field) => {
    const answer = await checkOut(await withBasket(), sent);
    expect(answer.status).toBe(400);
    expect(answer.body.error.details.map((one: { field: string }) => one.field)).toContain(field);
  });
});
