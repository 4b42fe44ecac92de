import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { addCategory, fillCart, stockUp } from "../../infra/testing/goods.ts";
import { stripe } from "../../infra/testing/stripe-fake.ts";
import { openTestTable } from "../../infra/testing/table.ts";
import { promotionCreate, promotionUpdate } from "#contracts/promotions";
import type { z } from "zod";
import * as Carts from "#data/cart";
import * as Orders from "#data/order";
import * as Promotions from "#data/promotion";
import * as Settings from "#data/settings";
import * as Products from "#data/product";
import { commit } from "#data/write";
import { userCartId } from "#domain/cart";
import { DEFAULT_SETTINGS } from "#domain/shop-settings";
import { addPromotion, readCart, removePromotion, setItem } from "./cart.ts";
import { checkout } from "./checkout.ts";
import type { CheckoutRequest } from "./place-order.ts";
import { createPromotion, deletePromotion, listPromotions, updatePromotion } from "./promotions.ts";
import { cancelPending } from "./release.ts";
import { settlePayment } from "./settle-payment.ts";
import { updateSettings } from "./settings.ts";

vi.mock("#gateways/stripe", () => import("../../infra/testing/stripe-fake.ts"));

let table: Awaited<ReturnType<typeof openTestTable>>;
beforeAll(async () => {
  process.env["ORDER_TOKEN_SECRET"] = "a-secret-of-sixteen-or-more";
  table = await openTestTable();
  await stockUp("FOX", 500, 2400);
  await stockUp("OWL", 500, 1900);
});
afterAll(() => table.close());

const now = new Date();
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const problem = (code: string) => expect.objectContaining({ code });

const start = (input: Partial<z.input<typeof promotionCreate>>) =>
  createPromotion(
    promotionCreate.parse({ title: "Sun", effect: { kind: "percent", percent: 10 }, ...input }),
    now,
  );

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
    now,
    ...change,
  };
}

const usedOf = async (id: string) => (await Promotions.getAll([id])).get(id)?.used;

async function cartWith(code: string, quantities: Record<string, number> = { FOX: 1 }) {
  const cartId = await fillCart(quantities);
  await addPromotion(cartId, code, now);
  return cartId;
}

const orderOf = async (cartId: string, change: Partial<CheckoutRequest> = {}) => {
  const { orderNumber } = await checkout(request(cartId, change));
  const order = await Orders.get(orderNumber);
  if (order === undefined) throw new Error("no order");
  return order;
};

describe("a code in the basket", () => {
  it("takes its part off, in every line's share, whatever the writing it is typed in", async () => {
    await start({ code: "Sunny10" });
    const cart = await readCart(await cartWith("SUNNY10", { FOX: 1, OWL: 1 }), now);
    expect(cart).toMatchObject({ subtotal: 4300, discount: 430, shipping: 490, total: 4360 });
    expect(cart.items.map((item) => item.discount)).toEqual([240, 190]);
    expect(cart.promotions).toEqual([
      { code: "SUNNY10", title: "Sun", kind: "percent", amount: 430, problem: null },
    ]);
  });

  it("is refused in words where it does not hold, and not kept", async () => {
    const hour = 3_600_000;
    const at = (ms: number) => new Date(now.getTime() + ms).toISOString();
    await start({ code: "SOON", startsAt: at(24 * hour) });
    await start({ code: "OVER", endsAt: at(-hour) });
    await start({ code: "MUCH", minimum: 30 });
    await start({ code: "OFF", active: false });
    await start({ code: "OTHERS", products: ["prod_owl"] });
    const cartId = await fillCart({ FOX: 1 });
    for (const [code, reason] of [
      ["SOON", /^SOON begins on /],
      ["OVER", /^OVER ended on /],
      ["MUCH", /^MUCH needs goods for €30.00. €6.00 is missing.$/],
      ["OFF", /no longer valid/],
      ["OTHERS", /goes with nothing in your basket/],
    ] as const) {
      await expect(addPromotion(cartId, code, now)).rejects.toMatchObject({
        code: "PROMOTION_NOT_APPLICABLE",
        details: [{ field: "code", message: expect.stringMatching(reason) }],
      });
    }
    expect((await Carts.get(cartId, now))?.codes).toEqual([]);
    await expect(addPromotion(cartId, "NONE", now)).rejects.toEqual(problem("PROMOTION_NOT_FOUND"));
  });

  it("says later what became of it: the minimum is missed again, the promotion is gone", async () => {
    const { id } = await start({ code: "TWO", minimum: 40 });
    const cartId = await cartWith("TWO", { FOX: 2 });
    expect(await setItem(cartId, "FOX", 1, now)).toMatchObject({
      discount: 0,
      promotions: [{ code: "TWO", amount: 0, problem: expect.stringContaining("€16.00") }],
    });
    await deletePromotion(id, now);
    expect((await readCart(cartId, now)).promotions[0]?.problem).toBe("TWO is no longer valid.");
    await expect(start({ code: "TWO" })).resolves.toHaveProperty("code", "TWO");
  });

  it("goes with a category and everything below it", async () => {
    await addCategory("creatures");
    const product = await Products.get("prod_fox");
    if (product === undefined) throw new Error("no fox");
    const { replaced } = await import("#domain/product");
    await commit(Products.replace(replaced(product, { category: "creatures" }, now)));
    await start({
      code: "SHELF",
      categories: ["creatures"],
      effect: { kind: "amount", amount: 5 },
    });
    const cart = await readCart(await cartWith("SHELF", { OWL: 1, FOX: 1 }), now);
    expect(cart.items.map((item) => item.discount)).toEqual([0, 500]);
  });

  it("does not combine with a better one, unless both may", async () => {
    await start({ code: "ALONE15", effect: { kind: "percent", percent: 15 } });
    await start({ code: "ADD5", combines: true, effect: { kind: "amount", amount: 2 } });
    await start({ code: "ADD10", combines: true });
    const cartId = await cartWith("ADD5", { FOX: 1 });
    expect(await addPromotion(cartId, "ADD10", now)).toMatchObject({ discount: 440 });
    await expect(addPromotion(cartId, "ALONE15", now)).rejects.toMatchObject({
      message: "ALONE15 does not combine with ADD10 and ADD5.",
    });
    await removePromotion(cartId, "add10", now);
    expect(await addPromotion(cartId, "ALONE15", now)).toMatchObject({
      discount: 360,
      promotions: [
        { code: "ADD5", amount: 0, problem: "ADD5 does not combine with ALONE15." },
        { code: "ALONE15", amount: 360, problem: null },
      ],
    });
    await expect(removePromotion(cartId, "ADD10", now)).rejects.toEqual(
      problem("PROMOTION_NOT_FOUND"),
    );
  });

  it("may send it free", async () => {
    await start({ code: "FREEPOST", effect: { kind: "shipping" } });
    const cartId = await cartWith("FREEPOST");
    expect(await readCart(cartId, now)).toMatchObject({
      discount: 0,
      shipping: 0,
      total: 2400,
      promotions: [{ kind: "shipping", amount: 490 }],
    });
    expect(await readCart(cartId, now, { method: "express" })).toMatchObject({ shipping: 0 });
    const free = await fillCart({ FOX: 3 });
    await expect(addPromotion(free, "FREEPOST", now)).rejects.toMatchObject({
      message: "The delivery is free already.",
    });
  });

  it("cannot be had twice, and takes five at most", async () => {
    await expect(start({ code: "ＳＵＮＮＹ１０" })).rejects.toEqual(problem("CODE_TAKEN"));
    const cartId = await fillCart({ FOX: 4 });
    for (const at of [1, 2, 3, 4, 5, 6]) {
      await start({ code: `STACK${at}`, combines: true, effect: { kind: "amount", amount: 1 } });
    }
    for (const at of [1, 2, 3, 4, 5]) await addPromotion(cartId, `STACK${at}`, now);
    await expect(addPromotion(cartId, "STACK6", now)).rejects.toMatchObject({
      details: [{ field: "code" }],
    });
    expect(await addPromotion(cartId, "STACK5", now)).toMatchObject({ discount: 500 });
  });
});

describe("an order with a code", () => {
  it("keeps what was promised, and its payment page adds up to it", async () => {
    const order = await orderOf(await cartWith("SUNNY10", { FOX: 3, OWL: 1 }));
    expect(order).toMatchObject({
      subtotal: 9100,
      discount: 910,
      shipping: 0,
      total: 8190,
      promotions: [{ code: "SUNNY10", amount: 910, counted: false, countedForCustomer: false }],
    });
    expect(order.quote).toMatch(/^[\w-]{43}$/);
    const asked = stripe.requests.get(`cs_${order.orderNumber}`);
    const sum = asked?.lines.reduce((all, line) => all + line.unitPrice * line.quantity, 0);
    expect(sum).toBe(8190);
    expect(asked?.quote).toBe(order.quote);
    expect(asked?.lines[0]).toMatchObject({ unitPrice: 2160, quantity: 3 });
    expect(asked?.lines[0]?.description).toContain("€7.20 off");
  });

  it("takes a use, and gives it back once when it ends unpaid", async () => {
    const { id } = await start({ code: "FEW", maxUses: 2, maxUsesPerCustomer: 1 });
    const cartId = await cartWith("FEW");
    const order = await orderOf(cartId);
    expect(await usedOf(id)).toBe(1);
    const ends = [1, 2, 3].map(() => cancelPending(order.orderNumber, { detail: "Late." }, now));
    await Promise.all(ends);
    expect(await usedOf(id)).toBe(0);
    await orderOf(cartId);
    expect(await usedOf(id)).toBe(1);
  });

  it("leaves its own basket the use that it holds, be it the last and the account's only one", async () => {
    const { id } = await start({ code: "OWN", maxUses: 1, maxUsesPerCustomer: 1 });
    const sub = crypto.randomUUID();
    const cartId = userCartId(sub);
    await setItem(cartId, "FOX", 1, now);
    await addPromotion(cartId, "OWN", now);
    await orderOf(cartId, { actor: { kind: "user", sub, role: "customer" } });
    expect(await usedOf(id)).toBe(1);
    expect(await readCart(cartId, now)).toMatchObject({
      discount: 240,
      promotions: [{ code: "OWN", problem: null }],
    });
  });

  it("keeps its use once it is paid", async () => {
    const { id } = await start({ code: "ONCE", maxUses: 1 });
    const order = await orderOf(await cartWith("ONCE"));
    await settlePayment(stripe.pay(order.orderNumber), undefined, now);
    expect((await Orders.get(order.orderNumber))?.status).toBe("PAID");
    expect(await usedOf(id)).toBe(1);
    expect(await Carts.get(order.cartId, now)).toBeUndefined();
  });

  it("is replaced by the next checkout of its basket, which then has the last use", async () => {
    const { id } = await start({ code: "MINE", maxUses: 1, maxUsesPerCustomer: 1 });
    const cartId = await cartWith("MINE");
    const first = await orderOf(cartId);
    const second = await orderOf(cartId);
    expect(second.discount).toBe(240);
    expect((await Orders.get(first.orderNumber))?.status).toBe("CANCELLED");
    expect(await usedOf(id)).toBe(1);
  });
});

describe("fault 7: the last use of a coupon", () => {
  it("fault 7: raced by eight baskets, it is had by one, and the others are told", async () => {
    const { id } = await start({ code: "LAST", maxUses: 1 });
    const carts = await Promise.all(Array.from({ length: 8 }, () => cartWith("LAST")));
    const results = await Promise.allSettled(
      carts.map((cartId, at) =>
        checkout(request(cartId, { body: { ...body, email: `buyer${at}@example.com` } })),
      ),
    );
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    for (const result of results) {
      if (result.status === "rejected") {
        expect(result.reason).toMatchObject({
          code: "PROMOTION_NOT_APPLICABLE",
          details: [{ field: "promotion", message: "LAST is used up." }],
        });
      }
    }
    expect(await usedOf(id)).toBe(1);
  });

  it("fault 7: is refused by its counter, even to who read it as free", async () => {
    const { id } = await start({ code: "COUNTER", maxUses: 1 });
    expect(await commit(Promotions.takeUse(id))).toBe(true);
    expect(await commit(Promotions.takeUse(id))).toBe(false);
    expect(await usedOf(id)).toBe(1);
  });

  it("fault 7: one customer in eight tabs uses it once, as guest by the address", async () => {
    await start({ code: "TABS", maxUsesPerCustomer: 1 });
    const carts = await Promise.all(Array.from({ length: 8 }, () => cartWith("TABS")));
    const email = "Two.Tabs@example.com";
    const results = await Promise.allSettled(
      carts.map((cartId) => checkout(request(cartId, { body: { ...body, email } }))),
    );
    const refused = results.filter((result) => result.status === "rejected");
    expect(refused).toHaveLength(7);
    for (const { reason } of refused) {
      expect(reason).toMatchObject({
        code: "PROMOTION_NOT_APPLICABLE",
        details: [{ message: expect.stringContaining("works once for each customer") }],
      });
    }
  });

  it("fault 7: the account counts under another address, and the address as a guest", async () => {
    await start({ code: "ACCOUNT", maxUsesPerCustomer: 1 });
    const sub = crypto.randomUUID();
    const actor = { kind: "user", sub, role: "customer" } as const;
    const cartId = userCartId(sub);
    await setItem(cartId, "FOX", 1, now);
    await addPromotion(cartId, "ACCOUNT", now);
    const first = { ...body, email: "first@example.com" };
    const order = await orderOf(cartId, { actor, body: first });
    await settlePayment(stripe.pay(order.orderNumber), undefined, now);
    await setItem(cartId, "FOX", 1, now);
    await expect(addPromotion(cartId, "ACCOUNT", now)).rejects.toEqual(
      problem("PROMOTION_NOT_APPLICABLE"),
    );
    const guest = await cartWith("ACCOUNT");
    await expect(checkout(request(guest, { body: first }))).rejects.toEqual(
      problem("PROMOTION_NOT_APPLICABLE"),
    );
  });

  it("fault 7: a late payment takes its use again, or goes back where others were faster", async () => {
    const { id } = await start({ code: "LATE", maxUses: 1 });
    const order = await orderOf(await cartWith("LATE"));
    await cancelPending(order.orderNumber, { detail: "Late." }, now);
    expect(await usedOf(id)).toBe(0);
    const other = await orderOf(await cartWith("LATE"));
    await settlePayment(stripe.pay(order.orderNumber), undefined, now);
    expect((await Orders.get(order.orderNumber))?.status).toBe("CANCELLED");
    expect((await Orders.get(order.orderNumber))?.refunds).toMatchObject([
      { amount: order.total, reason: expect.stringContaining("LATE is used up.") },
    ]);
    await cancelPending(other.orderNumber, { detail: "Late." }, now);
    await settlePayment(stripe.pay(other.orderNumber), undefined, now);
    expect((await Orders.get(other.orderNumber))?.status).toBe("PAID");
    expect(await usedOf(id)).toBe(1);
  });

  it("fault 7: a late payment that no transaction can hold goes back", async () => {
    const skus = Array.from({ length: 45 }, (_, at) => `WIDE${at}`);
    for (const sku of skus) await stockUp(sku, 9, 2400);
    const cartId = await fillCart(Object.fromEntries(skus.map((sku) => [sku, 1])));
    for (const code of ["WIDE-A", "WIDE-B", "WIDE-C", "WIDE-D"]) {
      await start({ code, combines: true, maxUses: 9, maxUsesPerCustomer: 1 });
      await addPromotion(cartId, code, now);
    }
    const email = "wide@example.com";
    const order = await orderOf(cartId, { body: { ...body, email } });
    await cancelPending(order.orderNumber, { detail: "Late." }, now);
    await settlePayment(stripe.pay(order.orderNumber), undefined, now);
    expect(await Orders.get(order.orderNumber)).toMatchObject({
      status: "CANCELLED",
      refunds: [{ status: "SUCCEEDED", amount: order.total }],
    });
  });

  it("fault 7: a late payment is a sale also where the limit was lifted meanwhile", async () => {
    const { id } = await start({ code: "LIFTED", maxUses: 1 });
    const order = await orderOf(await cartWith("LIFTED"));
    await cancelPending(order.orderNumber, { detail: "Late." }, now);
    const unlimited = { title: "Sun", effect: { kind: "percent", percent: 10 } } as const;
    await updatePromotion(id, promotionUpdate.parse(unlimited), now);
    await settlePayment(stripe.pay(order.orderNumber), undefined, now);
    expect((await Orders.get(order.orderNumber))?.status).toBe("PAID");
    // Counted, so that a limit which comes back knows of it.
    expect((await Promotions.counters([id]))[0]?.used).toBe(1);
  });
});

describe("fault 8: what changed between the quote and the payment", () => {
  async function reprice(sku: string, price: number): Promise<void> {
    const product = await Products.get(`prod_${sku.toLowerCase()}`);
    if (product === undefined) throw new Error("no product");
    const variants = product.variants.map((variant) => ({ ...variant, price }));
    const { replaced } = await import("#domain/product");
    await commit(Products.replace(replaced(product, { variants }, now)));
  }

  it("fault 8: a price is shown in words, not charged; the same quote goes through", async () => {
    await stockUp("CRANE", 9, 2400);
    const cartId = await fillCart({ CRANE: 1 });
    const { quote } = await readCart(cartId, now);
    await reprice("CRANE", 2600);
    await expect(checkout(request(cartId, { body: { ...body, quote } }))).rejects.toMatchObject({
      code: "QUOTE_CHANGED",
      message: "Figurine CRANE was €24.00, is €26.00. The total is €30.90 now.",
      details: [{ field: "CRANE", message: "Figurine CRANE was €24.00, is €26.00." }],
    });
    const { quote: seen } = await readCart(cartId, now);
    const order = await orderOf(cartId, { body: { ...body, quote: seen } });
    expect(order.total).toBe(3090);
    expect(seen.startsWith(order.quote)).toBe(true);
  });

  it("fault 8: so are a delivery by another way, and the quantity of another tab", async () => {
    await stockUp("HERON", 9, 2400);
    const cartId = await fillCart({ HERON: 1 });
    const { quote } = await readCart(cartId, now);
    const express = { ...body, quote, shippingMethod: "express" as const };
    await expect(checkout(request(cartId, { body: express }))).rejects.toMatchObject({
      code: "QUOTE_CHANGED",
      details: [{ field: "shipping", message: "The delivery was €4.90, is €9.90." }],
    });
    await setItem(cartId, "HERON", 2, now);
    await expect(checkout(request(cartId, { body: { ...body, quote } }))).rejects.toMatchObject({
      code: "QUOTE_CHANGED",
      details: [{ field: "HERON", message: "Figurine HERON: 1 became 2." }],
    });
    const bare = quote.split(".")[0] ?? "";
    await expect(
      checkout(request(cartId, { body: { ...body, quote: bare } })),
    ).rejects.toMatchObject({ details: [{ field: "quote", message: "The total is €52.90 now." }] });
  });

  it("fault 8: a code that was shown and ends is refused; one that was shown as ended is not", async () => {
    const { id } = await start({ code: "ENDS" });
    const cartId = await cartWith("ENDS");
    const { quote } = await readCart(cartId, now);
    const stop = promotionCreate.parse({
      title: "Sun",
      effect: { kind: "shipping" },
      active: false,
    });
    const { code: _, ...content } = stop;
    await updatePromotion(id, content, now);
    for (const sent of [{ ...body, quote }, body]) {
      await expect(checkout(request(cartId, { body: sent }))).rejects.toMatchObject({
        code: "PROMOTION_NOT_APPLICABLE",
        details: [{ field: "promotion", message: "ENDS is no longer valid." }],
      });
    }
    const { quote: seen, total } = await readCart(cartId, now);
    expect(await orderOf(cartId, { body: { ...body, quote: seen } })).toMatchObject({ total });
  });

  it("fault 8: two checkouts of one basket end in one live order with one use", async () => {
    const { id } = await start({ code: "BOTH", maxUses: 5 });
    const cartId = await cartWith("BOTH");
    await Promise.allSettled([checkout(request(cartId)), checkout(request(cartId))]);
    expect(await usedOf(id)).toBe(1);
  });
});

describe("the payment", () => {
  it("fault 19: of another quote buys nothing and goes back", async () => {
    const order = await orderOf(await fillCart({ FOX: 1 }));
    const paid = stripe.pay(order.orderNumber, { quote: "another" });
    await settlePayment(paid, undefined, now);
    const after = await Orders.get(order.orderNumber);
    expect(after?.payment.paidAt).toBeNull();
    expect(after?.refunds).toMatchObject([{ amount: order.total }]);
  });
});

describe("staff", () => {
  it("see every promotion that is not deleted, newest first, page by page", async () => {
    const { total } = await listPromotions({ page: 1, limit: 1 });
    const { id } = await createPromotion(
      promotionCreate.parse({ title: "New", effect: { kind: "shipping" }, code: "NEWEST" }),
      later(1),
    );
    const { items, total: more } = await listPromotions({ page: 1, limit: 1 });
    expect([items[0]?.id, more]).toEqual([id, total + 1]);
    await deletePromotion(id, now);
    expect((await listPromotions({ page: 1, limit: 1 })).total).toBe(total);
  });

  it("may raise a limit, and what was used stays counted; a code is for good", async () => {
    const { id, code: _, ...shown } = await start({ code: "LIMIT", maxUses: 1 });
    await commit(Promotions.takeUse(id));
    const cartId = await fillCart({ FOX: 1 });
    await expect(addPromotion(cartId, "LIMIT", now)).rejects.toMatchObject({
      message: "LIMIT is used up.",
    });
    const { used: __, createdAt: ___, updatedAt: ____, version, ...content } = shown;
    const input = { ...content, maxUses: 2 };
    expect(await updatePromotion(id, { ...input, version }, now)).toMatchObject({ used: 1 });
    await expect(addPromotion(cartId, "LIMIT", now)).resolves.toMatchObject({ discount: 240 });
    await expect(updatePromotion(id, { ...input, version }, now)).rejects.toEqual(
      problem("PROMOTION_CHANGED"),
    );
    await expect(updatePromotion(id, { ...input, code: "OTHER" }, now)).rejects.toMatchObject({
      details: [{ field: "code" }],
    });
  });

  it("are told which product or category does not exist", async () => {
    await expect(start({ products: ["prod_fox", "prod_nobody"] })).rejects.toMatchObject({
      details: [{ field: "products.1" }],
    });
    await expect(start({ categories: ["nowhere"] })).rejects.toMatchObject({
      details: [{ field: "categories.0" }],
    });
  });
});

describe("what applies by itself", () => {
  it("does so within two seconds, needs no code, and is charged as it stands then", async () => {
    const cartId = await fillCart({ OWL: 1 });
    const { id } = await start({ title: "Winter", effect: { kind: "amount", amount: 4 } });
    const cart = await readCart(cartId, later(1));
    expect(cart).toMatchObject({
      discount: 400,
      promotions: [{ code: null, title: "Winter", amount: 400, problem: null }],
    });
    await deletePromotion(id, now);
    await expect(
      checkout(request(cartId, { body: { ...body, quote: cart.quote } })),
    ).rejects.toMatchObject({
      code: "QUOTE_CHANGED",
      details: [{ field: "promotion", message: "Winter no longer applies." }],
    });
    expect(await orderOf(cartId)).toMatchObject({ discount: 0, promotions: [] });
  });
});

describe("settings", () => {
  it("price baskets anew: another zone, another rate, tax that is added", async () => {
    const { version: _, updatedAt: __, ...settings } = DEFAULT_SETTINGS;
    const zones = [
      ...settings.shipping.zones.map((zone) => ({
        name: "Germany",
        countries: ["DE"],
        rates: zone.rates.map((rate) => ({ ...rate, tiers: [...rate.tiers] })),
      })),
    ];
    const saved = await updateSettings(
      {
        ...settings,
        tax: {
          included: false,
          countries: { DE: { standard: 20, reduced: 5 } },
          elsewhere: settings.tax.elsewhere,
        },
        shipping: { zones },
        version: 0,
      },
      now,
    );
    expect(saved.version).toBe(1);
    await expect(updateSettings({ ...saved, version: 0 }, now)).rejects.toEqual(
      problem("SETTINGS_CHANGED"),
    );
    const cartId = await fillCart({ OWL: 1 });
    expect(await readCart(cartId, later(2))).toMatchObject({
      taxIncluded: false,
      tax: 478,
      total: 1900 + 490 + 478,
    });
    const france = { ...body.shippingAddress, country: "FR", postalCode: "75001" };
    await expect(
      checkout(request(cartId, { body: { ...body, shippingAddress: france } })),
    ).rejects.toMatchObject({
      code: "VALIDATION_ERROR",
      details: [{ field: "shippingAddress.country", message: "We do not deliver to France." }],
    });
    const order = await orderOf(cartId);
    expect(order.total).toBe(2868);
    const asked = stripe.requests.get(`cs_${order.orderNumber}`);
    expect((asked?.lines[0]?.unitPrice ?? 0) + (asked?.shipping.amount ?? 0)).toBe(2868);
    expect(await Settings.get()).toMatchObject({ version: 1 });
  });
});
