import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { bookkeepingErrors, fillCart, stockUp } from "../../infra/testing/goods.ts";
import { stripe } from "../../infra/testing/stripe-fake.ts";
import { openTestTable } from "../../infra/testing/table.ts";
import * as Carts from "#data/cart";
import * as Orders from "#data/order";
import * as Profiles from "#data/profile";
import * as Stocks from "#data/stock";
import { commit } from "#data/write";
import { userCartId } from "#domain/cart";
import { readCart, setItem } from "./cart.ts";
import { checkout } from "./checkout.ts";
import { type CheckoutRequest, placeOrder } from "./place-order.ts";
import { cancelPending } from "./release.ts";
import { settlePayment } from "./settle-payment.ts";

vi.mock("#gateways/stripe", () => import("../../infra/testing/stripe-fake.ts"));

let table: Awaited<ReturnType<typeof openTestTable>>;
beforeAll(async () => {
  process.env["ORDER_TOKEN_SECRET"] = "a-secret-of-sixteen-or-more";
  table = await openTestTable();
});
afterAll(() => table.close());

const body = {
  email: "maren@example.com",
  shippingAddress: Orders.mockOrder().shippingAddress,
  shippingMethod: "standard",
} as const;

function request(cartId: string, change: Partial<CheckoutRequest> = {}): CheckoutRequest {
  return {
    actor: { kind: "guest" },
    cartId,
    idempotencyKey: crypto.randomUUID(),
    body,
    storeUrl: "https://shop.example",
    now: new Date(),
    ...change,
  };
}

const problem = (code: string) => expect.objectContaining({ code });

describe("a checkout", () => {
  it("places the order, holds its goods and opens a payment page that adds up to it", async () => {
    await stockUp("A1", 7);
    const cartId = await fillCart({ A1: 2 });
    const started = await checkout(request(cartId));
    const order = await Orders.get(started.orderNumber);
    expect(order).toMatchObject({ status: "PENDING", subtotal: 4800, shipping: 490, total: 5290 });
    expect(await Stocks.get("A1")).toMatchObject({ onHand: 7, available: 5, reserved: 2 });
    expect((await Carts.get(cartId, new Date()))?.checkout).toBe(started.orderNumber);
    const asked = stripe.requests.get(`cs_${started.orderNumber}`);
    expect(asked?.total).toBe(5290);
    expect(asked?.successUrl).toBe(
      `https://shop.example/orders/${started.orderNumber}?token=${started.accessToken}&paid=1`,
    );
    expect(await bookkeepingErrors(["A1"], [started.orderNumber])).toEqual([]);
  });

  it("fault 2: answers the same order for the same key and body, and makes no second one", async () => {
    await stockUp("A2", 7);
    const asked = request(await fillCart({ A2: 1 }));
    const first = await checkout(asked);
    // Eleven minutes on: DynamoDB has forgotten its own request token.
    const later = { ...asked, now: new Date(asked.now.getTime() + 11 * 60_000) };
    expect(await checkout(later)).toEqual(first);
    expect((await Stocks.get("A2"))?.reserved).toBe(1);
  });

  it("fault 2: refuses the same key with another body", async () => {
    await stockUp("A3", 7);
    const asked = request(await fillCart({ A3: 1 }));
    await checkout(asked);
    const other = { ...asked, body: { ...body, shippingMethod: "express" as const } };
    await expect(checkout(other)).rejects.toEqual(problem("IDEMPOTENCY_KEY_REUSED"));
  });

  it("fault 2: makes one order of one key that arrives five times at once", async () => {
    await stockUp("A4", 7);
    const asked = request(await fillCart({ A4: 1 }));
    const answers = await Promise.all(Array.from({ length: 5 }, () => checkout(asked)));
    expect(new Set(answers.map((one) => one.orderNumber)).size).toBe(1);
    expect((await Stocks.get("A4"))?.reserved).toBe(1);
  });

  it("never cancels the order of its own key's twin, which came in between", async () => {
    await stockUp("A4b", 7);
    const cartId = await fillCart({ A4b: 1 });
    const asked = request(cartId);
    await checkout(asked);
    // The twin saw no key when it began; now it goes on.
    const take = () => {
      throw new Error("The key is taken already.");
    };
    const place = { cartId, scope: `checkout ${cartId}`, take };
    await expect(placeOrder(asked, place)).resolves.toBeUndefined();
    expect((await Stocks.get("A4b"))?.reserved).toBe(1);
  });

  it("finishes with the retry what died before Stripe had answered", async () => {
    await stockUp("A5", 7);
    const asked = request(await fillCart({ A5: 1 }));
    stripe.loseAnswers(1);
    await expect(checkout(asked)).rejects.toEqual(problem("PAYMENT_PROVIDER_UNAVAILABLE"));
    const answer = await checkout(asked);
    expect(answer.paymentUrl).toBe(stripe.sessionOf(answer.orderNumber).url);
    expect((await Stocks.get("A5"))?.reserved).toBe(1);
  });

  it("answers no closed page: who repeats a checkout whose order has ended checks out anew", async () => {
    await stockUp("A5b", 7);
    const cartId = await fillCart({ A5b: 1 });
    const asked = request(cartId);
    const { orderNumber } = await checkout(asked);
    const why = { detail: "Cancelled by the shopper." };
    await cancelPending(orderNumber, why, asked.now);
    await expect(checkout(asked)).rejects.toMatchObject({
      code: "CART_CHANGED",
      message: expect.stringContaining("cancelled"),
    });
    const next = await checkout(request(cartId));
    expect(next.paymentUrl).toBe(stripe.sessionOf(next.orderNumber).url);
    expect(await bookkeepingErrors(["A5b"], [orderNumber, next.orderNumber])).toEqual([]);
  });

  it("answers no page whose time is over, though the sweeper has not come yet", async () => {
    await stockUp("A5c", 7);
    const asked = request(await fillCart({ A5c: 1 }));
    const { paymentUrl } = await checkout(asked);
    const after = (minutes: number) => new Date(asked.now.getTime() + minutes * 60_000);
    await expect(checkout({ ...asked, now: after(32) })).resolves.toHaveProperty(
      "paymentUrl",
      paymentUrl,
    );
    await expect(checkout({ ...asked, now: after(34) })).rejects.toMatchObject({
      code: "CART_CHANGED",
      message: expect.stringContaining("time to pay"),
    });
  });

  it("leads who repeats the checkout of a paid order to the order", async () => {
    await stockUp("A5d", 7);
    const asked = request(await fillCart({ A5d: 1 }));
    const { orderNumber } = await checkout(asked);
    await settlePayment(stripe.pay(orderNumber), undefined, asked.now);
    const again = await checkout(asked);
    expect(again.paymentUrl).toContain(`/orders/${orderNumber}?token=`);
  });

  it("lets the goods go at once where the payment page is refused for good", async () => {
    await stockUp("A6", 7);
    const cartId = await fillCart({ A6: 1 });
    stripe.refuse(1);
    await expect(checkout(request(cartId))).rejects.toEqual(
      problem("PAYMENT_PROVIDER_UNAVAILABLE"),
    );
    expect(await Stocks.get("A6")).toMatchObject({ available: 7, reserved: 0 });
    await expect(checkout(request(cartId))).resolves.toHaveProperty("paymentUrl");
  });

  it("sells no piece twice when 12 shoppers want the last 5", async () => {
    await stockUp("A7", 5);
    const carts = await Promise.all(Array.from({ length: 12 }, () => fillCart({ A7: 1 })));
    const results = await Promise.allSettled(carts.map((cartId) => checkout(request(cartId))));
    const won = results.filter((result) => result.status === "fulfilled");
    const lost = results.filter((result) => result.status === "rejected");
    expect(won).toHaveLength(5);
    for (const { reason } of lost) expect(reason).toEqual(problem("OUT_OF_STOCK"));
    const numbers = won.map((result) => result.value.orderNumber);
    expect(await bookkeepingErrors(["A7"], numbers)).toEqual([]);
  });

  it("names the SKU that is short, and what is left of it", async () => {
    await stockUp("A8", 1);
    await expect(checkout(request(await fillCart({ A8: 3 })))).rejects.toMatchObject({
      code: "OUT_OF_STOCK",
      message: expect.stringContaining("Only 1"),
      details: [{ field: "A8" }],
    });
  });

  it("refuses an empty basket, and a caller without any", async () => {
    await expect(checkout(request(await fillCart({})))).rejects.toEqual(problem("CART_EMPTY"));
    const { cartId: _, ...none } = request("");
    await expect(checkout({ ...none, cartId: undefined })).rejects.toEqual(problem("CART_EMPTY"));
  });

  it("takes what nobody sells any more out of the basket, and says so", async () => {
    await stockUp("A9", 3);
    const cartId = await fillCart({ A9: 1, GONE: 1 });
    await expect(checkout(request(cartId))).rejects.toEqual(problem("CART_CHANGED"));
    await expect(checkout(request(cartId))).resolves.toHaveProperty("orderNumber");
  });

  it("refuses a postcode that the country does not have, by its field", async () => {
    const shippingAddress = { ...body.shippingAddress, postalCode: "1043" };
    const asked = request(await fillCart({ A1: 1 }), { body: { ...body, shippingAddress } });
    await expect(checkout(asked)).rejects.toMatchObject({
      code: "VALIDATION_ERROR",
      details: [
        { field: "shippingAddress.postalCode", message: "German postcodes have five digits." },
      ],
    });
  });

  it("takes the address of the account where no e-mail is given", async () => {
    await stockUp("A10", 3);
    const sub = crypto.randomUUID();
    await commit(Profiles.create(Profiles.mockProfile({ sub, email: "ada@example.com" })));
    const cartId = userCartId(sub);
    await setItem(cartId, "A10", 1, new Date());
    const { email: _, ...withoutEmail } = body;
    const actor = { kind: "user", sub, role: "customer" } as const;
    const { orderNumber } = await checkout(request(cartId, { actor, body: withoutEmail }));
    expect(await Orders.get(orderNumber)).toMatchObject({ userId: sub, email: "ada@example.com" });
    expect(await Orders.numbersOfUser(sub)).toEqual([orderNumber]);
  });

  it("asks a guest for an e-mail address", async () => {
    await stockUp("A11", 3);
    const { email: _, ...withoutEmail } = body;
    const asked = request(await fillCart({ A11: 1 }), { body: withoutEmail });
    await expect(checkout(asked)).rejects.toMatchObject({ details: [{ field: "email" }] });
  });
});

describe("a second checkout of one basket", () => {
  it("replaces the first, so that nobody is outbid for the last piece by themselves", async () => {
    await stockUp("B1", 1);
    const cartId = await fillCart({ B1: 1 });
    const first = await checkout(request(cartId));
    const second = await checkout(request(cartId));
    expect((await Orders.get(first.orderNumber))?.status).toBe("CANCELLED");
    expect(stripe.sessionOf(first.orderNumber).status).toBe("expired");
    expect(await Stocks.get("B1")).toMatchObject({ available: 0, reserved: 1 });
    expect(await bookkeepingErrors(["B1"], [second.orderNumber])).toEqual([]);
  });

  it("may still have every piece that the first one holds", async () => {
    await stockUp("B4", 2);
    const cartId = await fillCart({ B4: 2 });
    await checkout(request(cartId));
    expect((await readCart(cartId, new Date())).items[0]).toMatchObject({ available: 2 });
    await expect(setItem(cartId, "B4", 1, new Date())).resolves.toMatchObject({ itemCount: 1 });
    await expect(setItem(cartId, "B4", 3, new Date())).rejects.toEqual(problem("OUT_OF_STOCK"));
  });

  it("finds the basket empty where the first was paid meanwhile", async () => {
    await stockUp("B2", 2);
    const cartId = await fillCart({ B2: 1 });
    const first = await checkout(request(cartId));
    stripe.pay(first.orderNumber);
    await expect(checkout(request(cartId))).rejects.toEqual(problem("CART_EMPTY"));
    expect((await Orders.get(first.orderNumber))?.status).toBe("PAID");
    expect(await Stocks.get("B2")).toMatchObject({ onHand: 1, available: 1, reserved: 0 });
  });

  it("cannot be made at the same time with another key: one order, or the later one", async () => {
    await stockUp("B3", 5);
    const cartId = await fillCart({ B3: 1 });
    await Promise.allSettled([checkout(request(cartId)), checkout(request(cartId))]);
    expect((await Stocks.get("B3"))?.reserved).toBe(1);
  });
});
