import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { checkOut } from "../../infra/testing/checkout.ts";
import { bookkeepingErrors, fillCart, stockUp } from "../../infra/testing/goods.ts";
import { stripe } from "../../infra/testing/stripe-fake.ts";
import { openTestTable } from "../../infra/testing/table.ts";
import * as Carts from "#data/cart";
import * as Orders from "#data/order";
import * as Stocks from "#data/stock";
import { connection, type Key } from "#data/table";
import { PLAIN } from "#domain/stock";
import { adjustStock } from "./adjust-stock.ts";
import { readCart } from "./cart.ts";
import { readProduct } from "./products.ts";
import { releaseDue } from "./release.ts";
import { settlePayment } from "./settle-payment.ts";
import { setStockPolicy } from "./stock-policy.ts";

vi.mock("#gateways/stripe", () => import("../../infra/testing/stripe-fake.ts"));

let table: Awaited<ReturnType<typeof openTestTable>>;
beforeAll(async () => {
  table = await openTestTable();
});
afterAll(() => table.close());

const now = new Date();
const NEW_IN_STOCK = ["shard", ...Object.keys(PLAIN)];

/** Puts an item back as the code of another day wrote it. */
async function age(key: Key, toOld: (item: Record<string, unknown>) => void): Promise<void> {
  const { client, name: TableName } = connection();
  const Key = { PK: key.PK, SK: key.SK };
  const { Item } = await client.send(new GetCommand({ TableName, Key }));
  if (Item === undefined) throw new Error(`There is no ${key.PK}.`);
  toOld(Item);
  await client.send(new PutCommand({ TableName, Item }));
}

function without(item: Record<string, unknown>, fields: readonly string[]): void {
  for (const field of fields) delete item[field];
}

async function oldStock(sku: string, quantity: number): Promise<void> {
  await stockUp(sku, quantity);
  await age(Stocks.key(sku), (item) => without(item, NEW_IN_STOCK));
}

/** An unpaid order that was placed before there were shards and promises. */
async function oldOrder(sku: string, quantity: number) {
  const cartId = await fillCart({ [sku]: quantity });
  const { orderNumber } = await checkOut(cartId, now);
  await age({ PK: `ORDER#${orderNumber}`, SK: "RESV" }, (item) => {
    item["lines"] = [{ sku, quantity }];
  });
  await age({ PK: `ORDER#${orderNumber}`, SK: "META" }, (item) => {
    const items = item["items"] as Record<string, unknown>[];
    for (const one of items) without(one, ["backordered"]);
  });
  await age({ PK: `CART#${cartId}`, SK: "A" }, (item) => {
    item["pendingOrder"] = orderNumber;
    delete item["pendingOrders"];
  });
  await age(Stocks.key(sku), (item) => without(item, NEW_IN_STOCK));
  return { orderNumber, cartId };
}

describe("what was written before shards, promises and merged orders", () => {
  it("fault 42: stock is one shard without promises, and its counters move", async () => {
    await oldStock("O1", 5);
    expect(await Stocks.get("O1")).toMatchObject({ ...PLAIN, onHand: 5, available: 5 });
    expect((await readProduct("slug-o1")).variants[0]).toMatchObject({
      stock: 5,
      backorder: false,
    });
    const by = { sku: "O1", reason: "Counted", actor: "ada", now };
    expect(await adjustStock({ ...by, quantity: 2 })).toMatchObject({ onHand: 7, available: 7 });
    await oldStock("O2", 5);
    expect(await adjustStock({ ...by, sku: "O2", quantity: -2 })).toMatchObject({ onHand: 3 });
    expect(await bookkeepingErrors(["O1", "O2"], [])).toEqual([]);
  });

  it("fault 42: stock takes a policy", async () => {
    await oldStock("O3", 5);
    const change = { shards: 2, backorderLimit: 3, lowStockAt: 2 };
    const after = await setStockPolicy({ sku: "O3", change, now });
    expect(after).toMatchObject({ ...change, span: 2, backorderLeft: 3, onHand: 5 });
    expect(await bookkeepingErrors(["O3"], [])).toEqual([]);
  });

  it("fault 42: an unpaid order is paid, and its basket emptied", async () => {
    await oldStock("O4", 5);
    const { orderNumber, cartId } = await oldOrder("O4", 2);
    expect((await Carts.get(cartId, now))?.pendingOrders).toEqual([orderNumber]);
    await settlePayment(stripe.pay(orderNumber), undefined, now);
    const paid = await Orders.get(orderNumber);
    expect(paid).toMatchObject({ status: "PAID", items: [{ backordered: 0 }] });
    expect(await Stocks.get("O4")).toMatchObject({ onHand: 3, reserved: 0, owed: 0 });
    expect(await Carts.get(cartId, now)).toBeUndefined();
    expect(await bookkeepingErrors(["O4"], [orderNumber])).toEqual([]);
  });

  it("fault 42: an unpaid order's hold ends, and its basket is free", async () => {
    await oldStock("O5", 5);
    const { orderNumber, cartId } = await oldOrder("O5", 2);
    // Its own pieces are the basket's to buy again.
    expect((await readCart(cartId, now)).items[0]).toMatchObject({ available: 5, backordered: 0 });
    await releaseDue(new Date(now.getTime() + 36 * 60_000), () => 50_000);
    expect(await Stocks.get("O5")).toMatchObject({ available: 5, reserved: 0, backorderLeft: 0 });
    expect((await Carts.get(cartId, now))?.pendingOrders).toEqual([]);
    expect(await bookkeepingErrors(["O5"], [orderNumber])).toEqual([]);
  });

  it("fault 42: an unpaid order is replaced by the next checkout of its basket", async () => {
    await oldStock("O6", 2);
    const { orderNumber, cartId } = await oldOrder("O6", 2);
    const next = await checkOut(cartId, now);
    expect((await Orders.get(orderNumber))?.status).toBe("CANCELLED");
    expect(await bookkeepingErrors(["O6"], [next.orderNumber])).toEqual([]);
  });
});

describe("what was written before there were promotions, rates and quotes", () => {
  it("fault 42: a basket, its product and its unpaid order go on, and the order is paid", async () => {
    await stockUp("Q1", 5);
    const cartId = await fillCart({ Q1: 1 });
    await age({ PK: `CART#${cartId}`, SK: "A" }, (item) => without(item, ["codes"]));
    await age({ PK: "PROD#prod_q1", SK: "META" }, (item) => without(item, ["taxClass"]));
    const shown = await readCart(cartId, now);
    expect(shown).toMatchObject({ total: 2890, taxes: [{ percent: 19 }], promotions: [] });
    const { orderNumber } = await checkOut(cartId, now);
    await age({ PK: `ORDER#${orderNumber}`, SK: "META" }, (item) => {
      without(item, ["promotions", "taxes", "taxIncluded", "quote"]);
      const items = item["items"] as Record<string, unknown>[];
      for (const one of items) without(one, ["discount", "tax", "taxPercent"]);
    });
    // Its payment page was opened before pages named a quote.
    await settlePayment(stripe.pay(orderNumber, { quote: "" }), undefined, now);
    expect(await Orders.get(orderNumber)).toMatchObject({
      status: "PAID",
      total: 2890,
      taxIncluded: true,
      items: [{ discount: 0, taxPercent: 19 }],
    });
  });
});
