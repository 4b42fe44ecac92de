import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { checkOut } from "../../infra/testing/checkout.ts";
import { bookkeepingErrors, fillCart, stockUp } from "../../infra/testing/goods.ts";
import { stripe } from "../../infra/testing/stripe-fake.ts";
import { openTestTable } from "../../infra/testing/table.ts";
import * as Orders from "#data/order";
import * as Stocks from "#data/stock";
import * as Movements from "#data/stock-movement";
import { transact } from "#data/write";
import { received } from "#domain/stock-moves";
import { adjustStock } from "./adjust-stock.ts";
import { cancelOrder } from "./cancel.ts";
import { readCart, setItem } from "./cart.ts";
import { compareBooks } from "./books.ts";
import { followRefundsOf } from "./follow-refunds.ts";
import { fulfil } from "./fulfil.ts";
import { giveBack } from "./give-back.ts";
import { readProduct } from "./products.ts";
import { cancelPending } from "./release.ts";
import { settlePayment } from "./settle-payment.ts";
import { setStockPolicy } from "./stock-policy.ts";

vi.mock("#gateways/stripe", () => import("../../infra/testing/stripe-fake.ts"));

let table: Awaited<ReturnType<typeof openTestTable>>;
beforeAll(async () => {
  table = await openTestTable();
});
afterAll(() => table.close());

const now = new Date();
const problem = (code: string) => expect.objectContaining({ code });
const parcel = { carrier: "DHL", trackingNumber: null, trackingUrl: null, actor: "ada" };

async function promise(sku: string, stock: number, backorderLimit: number): Promise<void> {
  await stockUp(sku, stock);
  await setStockPolicy({ sku, change: { backorderLimit }, now });
}

/** An unpaid order of `quantity` pieces. */
async function order(sku: string, quantity: number): Promise<string> {
  return (await checkOut(await fillCart({ [sku]: quantity }), now)).orderNumber;
}

async function paid(sku: string, quantity: number): Promise<string> {
  const orderNumber = await order(sku, quantity);
  await settlePayment(stripe.pay(orderNumber), undefined, now);
  return orderNumber;
}

const bring = (sku: string, quantity: number) =>
  adjustStock({ sku, quantity, reason: "Delivered", actor: "ada", now });

describe("a SKU that may be ordered beyond its stock", () => {
  it("says so, and keeps saying how many are in the house", async () => {
    await promise("L1", 2, 3);
    const shown = await readProduct("slug-l1");
    expect(shown).toMatchObject({ stock: 2, variants: [{ stock: 2, backorder: true }] });
    const cart = await setItem(await fillCart({}), "L1", 4, now);
    expect(cart.items[0]).toMatchObject({ quantity: 4, available: 5, backordered: 2 });
    await expect(setItem(await fillCart({}), "L1", 6, now)).rejects.toMatchObject({
      code: "OUT_OF_STOCK",
      message: "Only 5 of Figurine L1 (L1) can be ordered, 3 of them to come later.",
    });
  });

  it("holds what is there and promises the rest, and no more than it may", async () => {
    await promise("L2", 2, 3);
    const cartId = await fillCart({ L2: 4 });
    const { orderNumber } = await checkOut(cartId, now);
    expect((await Orders.get(orderNumber))?.items[0]).toMatchObject({ backordered: 2 });
    const [placed] = await Orders.events(orderNumber);
    expect(placed?.detail).toBe("2 items reserved, 2 to come later, prices frozen.");
    expect(await Stocks.get("L2")).toMatchObject({ available: 0, reserved: 2, backorderLeft: 1 });
    // Its own pieces, promised ones included, are still this basket's to buy.
    expect((await readCart(cartId, now)).items[0]).toMatchObject({ available: 5, backordered: 2 });
    await expect(order("L2", 2)).rejects.toEqual(problem("OUT_OF_STOCK"));
    const last = await order("L2", 1);
    expect((await readProduct("slug-l2")).variants[0]).toMatchObject({ backorder: false });
    expect(await bookkeepingErrors(["L2"], [orderNumber, last])).toEqual([]);
  });

  it("gives back what was held and what was promised, when nobody pays", async () => {
    await promise("L3", 1, 3);
    const orderNumber = await order("L3", 3);
    await cancelPending(orderNumber, { detail: "Not paid in time." }, now);
    expect(await Stocks.get("L3")).toMatchObject({ available: 1, reserved: 0, backorderLeft: 3 });
    expect(await bookkeepingErrors(["L3"], [orderNumber])).toEqual([]);
  });

  it("owes what was promised once it is paid, and serves it first when pieces come in", async () => {
    await promise("L4", 1, 5);
    await paid("L4", 3);
    expect(await Stocks.get("L4")).toMatchObject({ onHand: 0, owed: 2, backorderLeft: 3 });
    const answer = await bring("L4", 5);
    expect(answer).toMatchObject({ onHand: 5, available: 3, reserved: 2, allocated: 2, owed: 0 });
    expect(await Stocks.get("L4")).toMatchObject({ available: 3, allocated: 2, backorderLeft: 5 });
    expect(await bookkeepingErrors(["L4"], [])).toEqual([]);
  });

  it("is served once by two deliveries at the same time", async () => {
    await promise("L4b", 0, 5);
    await paid("L4b", 3);
    await Promise.all([bring("L4b", 3), bring("L4b", 3)]);
    expect(await Stocks.get("L4b")).toMatchObject({
      onHand: 6,
      available: 3,
      allocated: 3,
      owed: 0,
    });
    expect(await bookkeepingErrors(["L4b"], [])).toEqual([]);
  });

  it("is not passed over by a delivery that was planned before somebody waited", async () => {
    await promise("L4c", 0, 5);
    const before = await Stocks.get("L4c");
    if (before === undefined) throw new Error("no stock");
    await paid("L4c", 2);
    const late = Stocks.apply(before, received(before, 5), now);
    expect(await transact([late])).toEqual(["stock:L4c"]);
    expect(await bring("L4c", 5)).toMatchObject({ allocated: 2, available: 3 });
  });

  it("leaves the house only once it has come in: first what was there, then the rest", async () => {
    await promise("L5", 1, 5);
    const orderNumber = await paid("L5", 3);
    await expect(fulfil(orderNumber, parcel, now)).rejects.toMatchObject({
      code: "OUT_OF_STOCK",
      details: [{ field: "L5", message: "2 of L5 are to come later, and 0 are here." }],
    });
    await fulfil(orderNumber, { ...parcel, lines: [{ sku: "L5", quantity: 1 }] }, now);
    await bring("L5", 2);
    const whole = await fulfil(orderNumber, parcel, now);
    expect(whole.status).toBe("SHIPPED");
    expect(await Stocks.get("L5")).toMatchObject({ onHand: 0, reserved: 0, allocated: 0, owed: 0 });
    const sold = (await Movements.ofSku("L5")).filter((one) => one.kind === "sale");
    expect(sold.map((one) => one.quantity).toSorted((a, b) => b - a)).toEqual([-1, -2]);
    expect(await bookkeepingErrors(["L5"], [])).toEqual([]);
  });

  it("leaves from whatever shard its pieces came back to", async () => {
    await promise("L5b", 2, 5);
    await setStockPolicy({ sku: "L5b", change: { shards: 2 }, now });
    const unpaid = await order("L5b", 2);
    const waiting = await paid("L5b", 2);
    await cancelPending(unpaid, { detail: "Not paid in time." }, now);
    const stock = await Stocks.get("L5b");
    expect(stock).toMatchObject({ available: 2, owed: 2 });
    expect(stock?.parts.map((part) => part.available)).toEqual([1, 1]);
    expect((await fulfil(waiting, parcel, now)).status).toBe("SHIPPED");
    expect(await Stocks.get("L5b")).toMatchObject({ onHand: 0, owed: 0, backorderLeft: 5 });
    expect(await bookkeepingErrors(["L5b"], [])).toEqual([]);
  });

  it("gives back what a cancelled order had bought, and stops waiting for the rest", async () => {
    await promise("L6", 1, 5);
    const orderNumber = await paid("L6", 4);
    await bring("L6", 1);
    const by = { who: "team", actor: "ada", reason: null, restock: true } as const;
    await cancelOrder(orderNumber, by, now);
    expect(await Stocks.get("L6")).toMatchObject({
      onHand: 2,
      available: 2,
      reserved: 0,
      allocated: 0,
      owed: 0,
      backorderLeft: 5,
    });
    expect(await bookkeepingErrors(["L6"], [])).toEqual([]);
  });

  it("serves the next who waits with what another gives back", async () => {
    await promise("L7", 2, 5);
    const first = await paid("L7", 2);
    await paid("L7", 2);
    const by = { who: "team", actor: "ada", reason: null, restock: true } as const;
    await cancelOrder(first, by, now);
    expect(await Stocks.get("L7")).toMatchObject({ available: 0, allocated: 2, owed: 0 });
    expect(await bookkeepingErrors(["L7"], [])).toEqual([]);
  });

  it("gives up what is refunded before it came, and only that", async () => {
    await promise("L8", 0, 5);
    const orderNumber = await paid("L8", 3);
    const asked = {
      lines: [{ sku: "L8", quantity: 2 }],
      reason: "Too slow",
      actor: "ada",
      returnId: null,
    };
    await giveBack(orderNumber, { ...asked, restock: true }, crypto.randomUUID(), now);
    expect(await Stocks.get("L8")).toMatchObject({ onHand: 0, owed: 1, backorderLeft: 4 });
    await bring("L8", 1);
    expect((await fulfil(orderNumber, parcel, now)).status).toBe("SHIPPED");
    expect(await bookkeepingErrors(["L8"], [])).toEqual([]);
  });

  it.each(["by us", "at the provider's own pages"])(
    "is waited for no more once all of the money went back %s, whatever was said of pieces",
    async (where) => {
      const sku = where === "by us" ? "L8b" : "L8c";
      await promise(sku, 1, 5);
      const orderNumber = await paid(sku, 3);
      const before = await Orders.get(orderNumber);
      const intentId = before?.payment.intentId;
      if (!before || !intentId) throw new Error("not paid");
      if (where === "by us") {
        const asked = { reason: "Too slow", actor: "ada", returnId: null, restock: false };
        const amount = before.total;
        await giveBack(orderNumber, { ...asked, amount }, crypto.randomUUID(), now);
      } else {
        stripe.refunds.atProvider(intentId, before.total);
        await followRefundsOf(before, intentId, now);
      }
      const after = await Orders.get(orderNumber);
      expect(after).toMatchObject({
        status: "REFUNDED",
        refunds: [{ lines: [{ sku, quantity: 2, waived: 2 }] }],
      });
      expect(await Stocks.get(sku)).toMatchObject({ owed: 0, backorderLeft: 5 });
      expect(await bring(sku, 2)).toMatchObject({ allocated: 0, available: 2 });
      expect(await bookkeepingErrors([sku], [])).toEqual([]);
      expect(after && (await compareBooks(after)).stock).toEqual({ taken: 1, of: 1 });
    },
  );

  it("takes what is there for a payment that comes after its hold, and promises the rest anew", async () => {
    await promise("L9", 3, 5);
    const orderNumber = await order("L9", 3);
    await cancelPending(orderNumber, { detail: "Not paid in time." }, now);
    await bring("L9", -2);
    await settlePayment(stripe.pay(orderNumber), undefined, now);
    const after = await Orders.get(orderNumber);
    expect(after).toMatchObject({ status: "PAID", items: [{ quantity: 3, backordered: 2 }] });
    expect(await Stocks.get("L9")).toMatchObject({ onHand: 0, owed: 2, backorderLeft: 3 });
    expect(await bookkeepingErrors(["L9"], [orderNumber])).toEqual([]);
  });

  it("may be stopped at any time, and what was promised stays promised", async () => {
    await promise("L10", 0, 4);
    const orderNumber = await paid("L10", 3);
    const stopped = await setStockPolicy({ sku: "L10", change: { backorderLimit: 0 }, now });
    expect(stopped).toMatchObject({ owed: 3, backorderLimit: 0, backorderLeft: -3 });
    await expect(order("L10", 1)).rejects.toEqual(problem("OUT_OF_STOCK"));
    await bring("L10", 3);
    expect((await fulfil(orderNumber, parcel, now)).status).toBe("SHIPPED");
    expect(await Stocks.get("L10")).toMatchObject({ backorderLeft: 0, owed: 0 });
    expect(await bookkeepingErrors(["L10"], [])).toEqual([]);
  });

  it("is promised once to each of many who want the last pieces at the same time", async () => {
    await promise("L11", 2, 3);
    const results = await Promise.allSettled(Array.from({ length: 9 }, () => order("L11", 1)));
    const won = results.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    const lost = results.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    expect(won).toHaveLength(5);
    for (const reason of lost) expect(reason).toEqual(problem("OUT_OF_STOCK"));
    expect(await bookkeepingErrors(["L11"], won)).toEqual([]);
  });
});
