import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { checkOut } from "../../infra/testing/checkout.ts";
import { bookkeepingErrors, fillCart, stockUp } from "../../infra/testing/goods.ts";
import { stripe } from "../../infra/testing/stripe-fake.ts";
import { openTestTable } from "../../infra/testing/table.ts";
import * as Carts from "#data/cart";
import * as Orders from "#data/order";
import * as Stocks from "#data/stock";
import { commit } from "#data/write";
import { guestCartId, userCartId } from "#domain/cart";
import { deleteProduct } from "./products.ts";
import { readCart, removeItem, setItem } from "./cart.ts";
import { mergeCarts } from "./merge-carts.ts";
import { settlePayment } from "./settle-payment.ts";

vi.mock("#gateways/stripe", () => import("../../infra/testing/stripe-fake.ts"));

let table: Awaited<ReturnType<typeof openTestTable>>;
beforeAll(async () => {
  table = await openTestTable();
  await stockUp("FOX", 7);
  await stockUp("OWL", 40, 1900);
});
afterAll(() => table.close());

const now = new Date();

describe("a basket", () => {
  it("shows today's price, what is available, and sums that add up", async () => {
    const cart = await setItem(await fillCart({}), "FOX", 2, now);
    expect(cart).toMatchObject({ itemCount: 2, subtotal: 4800, shipping: 490, total: 5290 });
    expect(cart.items[0]).toMatchObject({ name: "Figurine FOX", available: 7, total: 4800 });
  });

  it("is empty where there is none", async () => {
    expect(await readCart(undefined, now)).toMatchObject({ items: [], total: 0, version: 0 });
  });

  it("takes no more than there is, and says how many there are", async () => {
    await expect(setItem(await fillCart({}), "FOX", 8, now)).rejects.toMatchObject({
      code: "OUT_OF_STOCK",
      details: [{ field: "quantity", message: "Only 7 of Figurine FOX (FOX) left." }],
    });
  });

  it("takes nothing that nobody sells, not even none of it", async () => {
    const id = await fillCart({});
    for (const quantity of [1, 0]) {
      await expect(setItem(id, "NOPE", quantity, now)).rejects.toMatchObject({
        code: "SKU_NOT_FOUND",
      });
    }
  });

  it("keeps both of two changes that are made at once", async () => {
    const id = await fillCart({});
    await Promise.all([setItem(id, "FOX", 1, now), setItem(id, "OWL", 3, now)]);
    expect(await readCart(id, now)).toMatchObject({ itemCount: 4 });
  });

  it("gives up a SKU, and knows when it holds none", async () => {
    const id = await fillCart({ FOX: 1 });
    await removeItem(id, "FOX", now);
    await expect(removeItem(id, "FOX", now)).rejects.toMatchObject({
      code: "CART_ITEM_NOT_FOUND",
    });
  });

  it("no longer shows what was deleted from the shop", async () => {
    await stockUp("DODO", 1);
    const id = await fillCart({ DODO: 1, FOX: 1 });
    await deleteProduct("prod_dodo", now);
    expect((await readCart(id, now)).items.map((item) => item.sku)).toEqual(["FOX"]);
  });

  it("counts as gone past its time, and may begin anew under the same id", async () => {
    const id = await fillCart({ FOX: 1 });
    const later = new Date(now.getTime() + 91 * 86_400_000);
    expect(await Carts.get(id, later)).toBeUndefined();
    expect(await setItem(id, "OWL", 1, later)).toMatchObject({ itemCount: 1, version: 1 });
  });
});

describe("signing in", () => {
  it("fault 11: brings the guest's basket along once, however often and at once it is asked to", async () => {
    const guestCookie = await fillCart({ FOX: 1, OWL: 2 });
    const sub = crypto.randomUUID();
    await setItem(userCartId(sub), "OWL", 1, now);
    const merge = () => mergeCarts({ guestCookie, sub, now });
    const merged = await Promise.all([merge(), merge()]);
    expect(merged.filter(Boolean)).toHaveLength(1);
    expect(await merge()).toBe(false);
    const cart = await readCart(userCartId(sub), now);
    expect(cart.items.map(({ sku, quantity }) => [sku, quantity])).toEqual([
      ["OWL", 3],
      ["FOX", 1],
    ]);
    expect(await Carts.get(guestCookie, now)).toBeUndefined();
  });

  it("fault 11: keeps the unpaid orders of both baskets, and each takes what it bought when it is paid", async () => {
    await stockUp("M1", 9);
    await stockUp("M2", 9);
    const sub = crypto.randomUUID();
    const own = userCartId(sub);
    const guestCookie = await fillCart({ M1: 1 });
    const { orderNumber: guests } = await checkOut(guestCookie, now);
    await setItem(own, "M2", 2, now);
    const { orderNumber: accounts } = await checkOut(own, now);
    await mergeCarts({ guestCookie, sub, now });
    expect((await Carts.get(own, now))?.pendingOrders).toEqual([accounts, guests]);
    // What both hold is this basket's to buy.
    expect((await readCart(own, now)).items.map((item) => item.available)).toEqual([9, 9]);
    await settlePayment(stripe.pay(accounts), undefined, now);
    const after = await Carts.get(own, now);
    expect(after).toMatchObject({ lines: [{ sku: "M1", quantity: 1 }], pendingOrders: [guests] });
    await settlePayment(stripe.pay(guests), undefined, now);
    expect(await Carts.get(own, now)).toBeUndefined();
    expect(await bookkeepingErrors(["M1", "M2"], [accounts, guests])).toEqual([]);
  });

  it("fault 11: the next checkout of a merged basket replaces the unpaid orders of both", async () => {
    await stockUp("M3", 2);
    const sub = crypto.randomUUID();
    const own = userCartId(sub);
    const guestCookie = await fillCart({ M3: 1 });
    const first = await checkOut(guestCookie, now);
    await setItem(own, "M3", 1, now);
    const second = await checkOut(own, now);
    await mergeCarts({ guestCookie, sub, now });
    const third = await checkOut(own, now);
    const orders = await Orders.getAll([first.orderNumber, second.orderNumber, third.orderNumber]);
    expect(orders.map((order) => order.status)).toEqual(["CANCELLED", "CANCELLED", "PENDING"]);
    expect(await Stocks.get("M3")).toMatchObject({ available: 0, reserved: 2 });
    expect(await bookkeepingErrors(["M3"], [third.orderNumber])).toEqual([]);
  });

  it("takes nothing from an account's basket that a cookie names", async () => {
    const victim = userCartId("victim");
    await setItem(victim, "FOX", 1, now);
    expect(guestCartId(victim)).toBeUndefined();
    expect(await mergeCarts({ guestCookie: victim, sub: "thief", now })).toBe(false);
    expect(await readCart(victim, now)).toMatchObject({ itemCount: 1 });
  });
});

describe("two tabs", () => {
  it("do not overwrite each other's basket", async () => {
    const id = await fillCart({ FOX: 1 });
    const seen = await Carts.get(id, now);
    if (seen === undefined) throw new Error("no cart");
    await setItem(id, "OWL", 1, now);
    expect(await commit(Carts.put({ ...seen, lines: [], version: seen.version + 1 }, now))).toBe(
      false,
    );
  });
});
