import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { bookkeepingErrors, fillCart, stockUp } from "../../infra/testing/goods.ts";
import { stripe } from "../../infra/testing/stripe-fake.ts";
import { openTestTable } from "../../infra/testing/table.ts";
import type { StripeEventMessage } from "#contracts/messages";
import * as Carts from "#data/cart";
import * as Orders from "#data/order";
import * as Outbox from "#data/outbox";
import * as Stocks from "#data/stock";
import { MAX_LINES } from "#domain/cart";
import { setItem } from "./cart.ts";
import { checkout } from "./checkout.ts";
import { fulfil } from "./fulfil.ts";
import { processStripeEvent } from "./payment.ts";
import { cancelPending, releaseDue } from "./release.ts";

vi.mock("#gateways/stripe", () => import("../../infra/testing/stripe-fake.ts"));

let table: Awaited<ReturnType<typeof openTestTable>>;
beforeAll(async () => {
  process.env["ORDER_TOKEN_SECRET"] = "a-secret-of-sixteen-or-more";
  table = await openTestTable();
});
afterAll(() => table.close());

const now = new Date();
const inAnHour = new Date(now.getTime() + 3_600_000);
const inTwoHours = new Date(now.getTime() + 7_200_000);

/** An unpaid order of `quantity` pieces, of which `stock` were there. */
async function place(sku: string, stock = 5, quantity = 2) {
  await stockUp(sku, stock);
  const cartId = await fillCart({ [sku]: quantity });
  const { orderNumber } = await checkOut(cartId);
  return { orderNumber, cartId };
}

function checkOut(cartId: string) {
  return checkout({
    actor: { kind: "guest" },
    cartId,
    idempotencyKey: crypto.randomUUID(),
    body: {
      email: "maren@example.com",
      shippingAddress: Orders.mockOrder().shippingAddress,
      shippingMethod: "standard",
    },
    storeUrl: "https://shop.example",
    now,
  });
}

function event(type: string, orderNumber: string): StripeEventMessage {
  return {
    kind: "stripe.event",
    id: `evt_${crypto.randomUUID()}`,
    type,
    created: Math.floor(now.getTime() / 1_000),
    orderNumber,
    sessionId: `cs_${orderNumber}`,
  };
}

const completed = (orderNumber: string) => event("checkout.session.completed", orderNumber);

/** What is told of an order and not delivered, by kind. */
async function told(orderNumber: string): Promise<string[]> {
  const ids = await Outbox.due(inTwoHours, 1_000);
  const events = await Promise.all(ids.map((id) => Outbox.get(id)));
  return events.filter((one) => one?.orderNumber === orderNumber).map((one) => one?.kind ?? "");
}

describe("a payment", () => {
  it("pays the order, sells what was held, empties the basket and tells it once", async () => {
    const { orderNumber, cartId } = await place("P1");
    stripe.pay(orderNumber);
    await processStripeEvent(completed(orderNumber), now);
    expect(await Orders.get(orderNumber)).toMatchObject({
      status: "PAID",
      payment: { intentId: `pi_${orderNumber}`, method: "visa 4242" },
    });
    expect(await Stocks.get("P1")).toMatchObject({ onHand: 3, available: 3, reserved: 0 });
    expect(await Carts.get(cartId, now)).toBeUndefined();
    expect(await told(orderNumber)).toEqual(["order.paid"]);
    expect(await bookkeepingErrors(["P1"], [orderNumber])).toEqual([]);
  });

  it("counts once, however often and in how many events it is told", async () => {
    const { orderNumber } = await place("P2");
    stripe.pay(orderNumber);
    const same = completed(orderNumber);
    await Promise.all(Array.from({ length: 5 }, () => processStripeEvent(same, now)));
    await processStripeEvent(same, inAnHour);
    await processStripeEvent(event("checkout.session.async_payment_succeeded", orderNumber), now);
    expect(await Stocks.get("P2")).toMatchObject({ onHand: 3, reserved: 0 });
    expect(await told(orderNumber)).toEqual(["order.paid"]);
    expect(stripe.refunds.sum(`pi_${orderNumber}`)).toBe(0);
  });

  it("waits where the page is complete and the bank has not answered", async () => {
    const { orderNumber } = await place("P3");
    stripe.pay(orderNumber, { paid: false });
    await processStripeEvent(completed(orderNumber), now);
    expect((await Orders.get(orderNumber))?.status).toBe("PENDING");
    await releaseDue(inAnHour, () => 60_000);
    expect((await Stocks.get("P3"))?.reserved).toBe(2);
  });

  it("ends the order where the bank says no after all", async () => {
    const { orderNumber } = await place("P4");
    stripe.pay(orderNumber, { paid: false });
    await processStripeEvent(completed(orderNumber), now);
    stripe.refuseInTheEnd(orderNumber);
    await processStripeEvent(event("checkout.session.async_payment_failed", orderNumber), now);
    expect((await Orders.get(orderNumber))?.status).toBe("CANCELLED");
    expect(await told(orderNumber)).toEqual(["order.payment-failed"]);
    expect(await bookkeepingErrors(["P4"], [orderNumber])).toEqual([]);
  });

  it("of another amount is given back, and does not pay the order", async () => {
    const { orderNumber } = await place("P5");
    stripe.pay(orderNumber, { amount: 100 });
    await processStripeEvent(completed(orderNumber), now);
    expect((await Orders.get(orderNumber))?.status).toBe("CANCELLED");
    expect(stripe.refunds.sum(`pi_${orderNumber}`)).toBe(100);
    const titles = (await Orders.events(orderNumber)).map(({ title }) => title);
    expect(titles).toContain("Given back, €1.00");
    expect((await told(orderNumber)).sort()).toEqual(["order.refunded", "refund.requested"]);
    expect(await bookkeepingErrors(["P5"], [orderNumber])).toEqual([]);
  });

  it("on a second page for a paid order is given back once", async () => {
    const { orderNumber } = await place("P6");
    stripe.pay(orderNumber);
    await processStripeEvent(completed(orderNumber), now);
    stripe.pay(orderNumber, { paymentIntentId: "pi_second" });
    await processStripeEvent(completed(orderNumber), now);
    expect(stripe.refunds.sum("pi_second")).toBe(5290);
    expect((await Orders.get(orderNumber))?.payment.intentId).toBe(`pi_${orderNumber}`);
  });

  it("leaves in the basket what was put there while the page was open", async () => {
    const { orderNumber, cartId } = await place("P7");
    await stockUp("P7B", 3);
    await setItem(cartId, "P7B", 1, now);
    stripe.pay(orderNumber);
    await processStripeEvent(completed(orderNumber), now);
    expect((await Carts.get(cartId, now))?.lines).toEqual([{ sku: "P7B", quantity: 1 }]);
  });

  it("settles the fullest basket in one transaction", async () => {
    const skus = Array.from({ length: MAX_LINES }, (_, at) => `FULL-${at}`);
    await Promise.all(skus.map((sku) => stockUp(sku, 2)));
    const cartId = await fillCart(Object.fromEntries(skus.map((sku) => [sku, 1])));
    const { orderNumber } = await checkOut(cartId);
    stripe.pay(orderNumber);
    await processStripeEvent(completed(orderNumber), now);
    expect((await Orders.get(orderNumber))?.status).toBe("PAID");
    expect(await bookkeepingErrors(skus, [orderNumber])).toEqual([]);
  });

  it("that Stripe does not know is tried again", async () => {
    const unknown = { ...completed("P-261123-00000"), sessionId: "cs_unknown" };
    await expect(processStripeEvent(unknown, now)).rejects.toThrow("does not know");
  });
});

describe("a declined card", () => {
  it("unlocks the basket, and another card still pays", async () => {
    const { orderNumber, cartId } = await place("D1");
    const declined = event("payment_intent.payment_failed", orderNumber);
    await processStripeEvent(declined, now);
    await processStripeEvent(declined, now);
    expect((await Carts.get(cartId, now))?.checkout).toBeNull();
    const entries = (await Orders.events(orderNumber)).filter((one) => one.kind === "declined");
    expect(entries).toHaveLength(1);
    stripe.pay(orderNumber);
    await processStripeEvent(completed(orderNumber), now);
    expect(await Carts.get(cartId, now)).toBeUndefined();
  });

  it("told after the payment changes nothing", async () => {
    const { orderNumber } = await place("D2");
    stripe.pay(orderNumber);
    await processStripeEvent(completed(orderNumber), now);
    await processStripeEvent(event("payment_intent.payment_failed", orderNumber), now);
    expect((await Orders.get(orderNumber))?.status).toBe("PAID");
  });
});

describe("a hold that ends", () => {
  it("gives the goods back once, by whoever notices, and frees the basket", async () => {
    const { orderNumber, cartId } = await place("H1");
    await Promise.all([
      releaseDue(inAnHour, () => 60_000),
      releaseDue(inAnHour, () => 60_000),
      processStripeEvent(event("checkout.session.expired", orderNumber), inAnHour),
    ]);
    expect((await Orders.get(orderNumber))?.status).toBe("CANCELLED");
    expect(await Stocks.get("H1")).toMatchObject({ available: 5, reserved: 0 });
    expect(await Carts.get(cartId, now)).toMatchObject({ checkout: null, pendingOrders: [] });
    expect(stripe.sessionOf(orderNumber).status).toBe("expired");
  });

  it("is not due before its time", async () => {
    const { orderNumber } = await place("H2");
    await releaseDue(new Date(now.getTime() + 34 * 60_000), () => 60_000);
    expect((await Orders.get(orderNumber))?.status).toBe("PENDING");
  });

  it("becomes a sale where the shopper paid in the last second", async () => {
    const { orderNumber } = await place("H3");
    stripe.pay(orderNumber);
    await releaseDue(inAnHour, () => 60_000);
    expect((await Orders.get(orderNumber))?.status).toBe("PAID");
    expect(await told(orderNumber)).toEqual(["order.paid"]);
  });

  it("is followed by a late payment: the goods are taken again while they are there", async () => {
    const { orderNumber } = await place("H4", 5, 2);
    await releaseDue(inAnHour, () => 60_000);
    stripe.pay(orderNumber);
    await processStripeEvent(completed(orderNumber), inAnHour);
    expect((await Orders.get(orderNumber))?.status).toBe("PAID");
    expect(await Stocks.get("H4")).toMatchObject({ onHand: 3, available: 3, reserved: 0 });
    expect(await bookkeepingErrors(["H4"], [orderNumber])).toEqual([]);
  });

  it("is followed by a late payment: the money goes back once they are gone", async () => {
    const { orderNumber } = await place("H5", 2, 2);
    await releaseDue(inAnHour, () => 60_000);
    const other = await fillCart({ H5: 1 });
    const second = await checkOut(other);
    stripe.pay(orderNumber);
    const late = completed(orderNumber);
    await processStripeEvent(late, inAnHour);
    await processStripeEvent(late, inAnHour);
    expect((await Orders.get(orderNumber))?.status).toBe("CANCELLED");
    expect(stripe.refunds.sum(`pi_${orderNumber}`)).toBe(5290);
    expect(await bookkeepingErrors(["H5"], [second.orderNumber])).toEqual([]);
  });

  it("is followed by a late payment that went back: goods that return are not bought by it", async () => {
    const { orderNumber } = await place("H6", 2, 2);
    await releaseDue(inAnHour, () => 60_000);
    const other = await checkOut(await fillCart({ H6: 1 }));
    stripe.pay(orderNumber);
    await processStripeEvent(completed(orderNumber), inAnHour);
    await cancelPending(other.orderNumber, { detail: "Not paid in time." }, inAnHour);
    await processStripeEvent(
      event("checkout.session.async_payment_succeeded", orderNumber),
      inAnHour,
    );
    expect((await Orders.get(orderNumber))?.status).toBe("CANCELLED");
    expect(await Stocks.get("H6")).toMatchObject({ onHand: 2, available: 2, reserved: 0 });
  });
});

describe("a paid order", () => {
  it("is shipped once, and the shopper is told", async () => {
    const { orderNumber } = await place("S1");
    stripe.pay(orderNumber);
    await processStripeEvent(completed(orderNumber), now);
    const parcel = { carrier: "DHL", trackingNumber: "42", trackingUrl: null, actor: "ada" };
    expect((await fulfil(orderNumber, parcel, now)).status).toBe("SHIPPED");
    await expect(fulfil(orderNumber, parcel, now)).rejects.toMatchObject({
      code: "ORDER_STATUS_CONFLICT",
    });
    expect((await told(orderNumber)).sort()).toEqual(["order.paid", "order.shipped"]);
  });

  it("is nobody's when its number is unknown", async () => {
    const parcel = { carrier: null, trackingNumber: null, trackingUrl: null, actor: "ada" };
    await expect(fulfil("P-261123-00000", parcel, now)).rejects.toMatchObject({
      code: "ORDER_NOT_FOUND",
    });
  });
});
