import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { chargeErrors, netCharge } from "../../infra/testing/charges.ts";
import { checkOut, placeUnpaid } from "../../infra/testing/checkout.ts";
import { bookkeepingErrors, fillCart, stockUp } from "../../infra/testing/goods.ts";
import { openStripe, type TestStripe } from "../../infra/testing/stripe.ts";
import { openTestTable } from "../../infra/testing/table.ts";
import type { StripeEventMessage } from "#contracts/messages";
import * as Carts from "#data/cart";
import * as Orders from "#data/order";
import * as Outbox from "#data/outbox";
import * as Stocks from "#data/stock";
import { commit } from "#data/write";
import { processStripeEvent } from "./payment.ts";
import { processRefund } from "./refund.ts";
import { cancelPending, releaseDue } from "./release.ts";

let table: Awaited<ReturnType<typeof openTestTable>>;
let stripe: TestStripe;
beforeAll(async () => {
  table = await openTestTable();
  stripe = await openStripe();
  vi.spyOn(console, "warn").mockReturnValue();
});
afterAll(() => Promise.all([stripe.close(), table.close()]));
afterEach(() => stripe.control("DELETE", ""));

const COMPLETED = "checkout.session.completed";
const LATER_PAID = "checkout.session.async_payment_succeeded";
const LATER_REFUSED = "checkout.session.async_payment_failed";
const DECLINED = "payment_intent.payment_failed";
const APPROVED_LATER = "DE89370400440532013000";
const REFUSED_LATER = "DE62370400440532013001";

const now = () => stripe.now();
const inAnHour = () => new Date(now().getTime() + 3_600_000);
const sweep = () => releaseDue(inAnHour(), () => 60_000);
const statusOf = async (orderNumber: string) => (await Orders.get(orderNumber))?.status;
const kindsOf = async (orderNumber: string) =>
  (await Orders.events(orderNumber)).map(({ kind }) => kind);

/** The one event of a type, as the orders queue brings it. */
async function message(orderNumber: string, type = COMPLETED): Promise<StripeEventMessage> {
  const [found] = await stripe.messages(orderNumber, type);
  if (found === undefined) throw new Error(`No ${type} of ${orderNumber}.`);
  return found;
}

/** The same happening told by another event of Stripe's. */
const toldAgain = (one: StripeEventMessage, type = LATER_PAID): StripeEventMessage => ({
  ...one,
  id: `evt_${crypto.randomUUID()}`,
  type,
});

async function deliver(...messages: StripeEventMessage[]): Promise<void> {
  await Promise.all(messages.map((one) => processStripeEvent(one, now())));
}

/** Every event so far, and every refund that is due, until nothing is left to do. */
async function settleAll(orderNumber: string): Promise<void> {
  await workRefunds();
  for (const one of await stripe.messages(orderNumber)) await processStripeEvent(one, now());
  await workRefunds();
}

async function outbox(): Promise<Outbox.OutboxEvent[]> {
  const ids = await Outbox.due(new Date(inAnHour().getTime() + 3_600_000), 10_000);
  return (await Promise.all(ids.map(Outbox.get))).filter((one) => one !== undefined);
}

async function workRefunds(): Promise<void> {
  for (const event of await outbox()) {
    const refund = Outbox.toRefund(event);
    if (refund) await processRefund(refund, now());
  }
}

/** What the shopper is told of an order, by kind. */
async function told(orderNumber: string): Promise<string[]> {
  const events = (await outbox()).filter((one) => one.orderNumber === orderNumber);
  return events.map(({ kind }) => kind).filter((kind) => kind !== "refund.requested");
}

/** An order whose payment page was made while the answer got lost. `url` is that page's. */
async function placeLost(sku: string) {
  await stockUp(sku, 2);
  const cartId = await fillCart({ [sku]: 2 });
  const idempotencyKey = crypto.randomUUID();
  await stripe.control("PUT", "/faults", [LOST_SESSION]);
  await expect(checkOut(cartId, now(), idempotencyKey)).rejects.toMatchObject({
    code: "PAYMENT_PROVIDER_UNAVAILABLE",
  });
  await stripe.control("DELETE", "");
  const orderNumber = (await Carts.get(cartId, now()))?.checkout ?? "";
  const { data } = await stripe.client.checkout.sessions.list({ limit: 1 });
  return { orderNumber, cartId, idempotencyKey, url: data[0]?.url };
}

/** As `placeLost`, without its waits: nobody closes the page when the hold ends, so it may be paid late. */
async function placeUnclosed(sku: string) {
  const { paymentUrl: url, ...order } = await placeUnpaid(sku, now(), { stock: 2, quantity: 2 });
  const payment = { ...order.payment, sessionId: null, url: null };
  await commit(Orders.replace({ ...order, payment, version: order.version + 1 }));
  return { orderNumber: order.orderNumber, url };
}

/** Each try of the client loses its answer. */
const LOST_SESSION = {
  operation: "checkout.sessions.create",
  outcome: "timeout-after-work",
  times: 9,
  hangMs: 0,
};

describe("a checkout that dies on its way", () => {
  it("fault 1: after its commit and before Stripe: the retry gives the same order and page", async () => {
    await stockUp("F1", 5);
    const cartId = await fillCart({ F1: 2 });
    const key = crypto.randomUUID();
    await stripe.control("PUT", "/faults", [
      { operation: "checkout.sessions.create", outcome: "error", times: 3 },
    ]);
    await expect(checkOut(cartId, now(), key)).rejects.toMatchObject({ statusCode: 503 });
    const committed = (await Carts.get(cartId, now()))?.checkout;
    expect((await stripe.client.checkout.sessions.list()).data).toEqual([]);
    const first = await checkOut(cartId, now(), key);
    expect(first.orderNumber).toBe(committed);
    expect(await checkOut(cartId, now(), key)).toEqual(first);
    expect((await stripe.client.checkout.sessions.list()).data).toHaveLength(1);
    expect(await Stocks.get("F1")).toMatchObject({ available: 3, reserved: 2 });
  });

  it("fault 3: after ten minutes, when DynamoDB has forgotten the request, it is still one order", async () => {
    await stockUp("F3", 5);
    const cartId = await fillCart({ F3: 2 });
    const key = crypto.randomUUID();
    const first = await checkOut(cartId, now(), key);
    const later = new Date(now().getTime() + 11 * 60_000);
    expect(await checkOut(cartId, later, key)).toEqual(first);
    const both = await Promise.all([checkOut(cartId, later, key), checkOut(cartId, later, key)]);
    expect(both).toEqual([first, first]);
    expect(await Stocks.get("F3")).toMatchObject({ available: 3, reserved: 2 });
    expect(await bookkeepingErrors(["F3"], [first.orderNumber])).toEqual([]);
  });

  it("fault 13: Stripe times out and has made the session: the retry gives that very page", async () => {
    const before = (await stripe.client.checkout.sessions.list({ limit: 100 })).data.length;
    const lost = await placeLost("F13");
    const retried = await checkOut(lost.cartId, now(), lost.idempotencyKey);
    expect(retried).toMatchObject({ orderNumber: lost.orderNumber, paymentUrl: lost.url });
    const sessions = (await stripe.client.checkout.sessions.list({ limit: 100 })).data;
    expect(sessions).toHaveLength(before + 1);
    await stripe.pay(retried.paymentUrl);
    await settleAll(lost.orderNumber);
    expect(await statusOf(lost.orderNumber)).toBe("PAID");
    expect(await chargeErrors(stripe, lost.orderNumber)).toEqual([]);
  });

  it("fault 15: paid before its session is stored: the order is paid, and the retry shows it", async () => {
    const { orderNumber, cartId, idempotencyKey, url } = await placeLost("F15A");
    await stripe.pay(url);
    await deliver(await message(orderNumber));
    expect(await statusOf(orderNumber)).toBe("PAID");
    const retried = await checkOut(cartId, now(), idempotencyKey);
    expect(retried.paymentUrl).toContain(`/orders/${orderNumber}?token=`);
    expect(await Orders.get(orderNumber)).toMatchObject({ status: "PAID" });
    expect(await chargeErrors(stripe, orderNumber)).toEqual([]);
  });
});

describe("an event of Stripe's", () => {
  it("fault 14: five times at once and again days later has one effect", async () => {
    const { orderNumber, cartId, paymentUrl } = await placeUnpaid("F14", now());
    await stripe.pay(paymentUrl, "4000 0000 0000 9995");
    const declined = await message(orderNumber, DECLINED);
    await deliver(...Array.from({ length: 5 }, () => declined));
    await stripe.pay(paymentUrl);
    const paid = await message(orderNumber);
    await deliver(...Array.from({ length: 5 }, () => paid));
    await stripe.pass(3 * 24 * 60);
    await deliver(paid, declined, paid);
    expect((await kindsOf(orderNumber)).sort()).toEqual(["declined", "paid", "placed"]);
    expect(await told(orderNumber)).toEqual(["order.paid"]);
    expect(await Stocks.get("F14")).toMatchObject({ onHand: 3, available: 3, reserved: 0 });
    expect(await Carts.get(cartId, now())).toBeUndefined();
    expect(await chargeErrors(stripe, orderNumber)).toEqual([]);
    expect(await bookkeepingErrors(["F14"], [orderNumber])).toEqual([]);
  });

  it("fault 15: `refunded` before `completed`: money that went back pays nothing", async () => {
    const { orderNumber, paymentUrl } = await placeUnpaid("F15B", now());
    await stripe.pay(paymentUrl);
    const completed = await message(orderNumber);
    await stripe.client.refunds.create({ payment_intent: completed.paymentIntentId ?? "" });
    await deliver(await message(orderNumber, "charge.refunded"));
    await deliver(completed);
    expect(await statusOf(orderNumber)).toBe("CANCELLED");
    expect(await chargeErrors(stripe, orderNumber)).toEqual([]);
    expect(await told(orderNumber)).toEqual(["order.refunded"]);
    expect(await bookkeepingErrors(["F15B"], [orderNumber])).toEqual([]);
  });

  it("fault 15: a part given back before `completed` is a refund of the order that it pays", async () => {
    const { orderNumber, paymentUrl } = await placeUnpaid("F15C", now());
    await stripe.pay(paymentUrl);
    const completed = await message(orderNumber);
    await stripe.client.refunds.create({
      payment_intent: completed.paymentIntentId ?? "",
      amount: 490,
    });
    await deliver(await message(orderNumber, "charge.refunded"));
    await deliver(completed);
    const order = await Orders.get(orderNumber);
    expect(order).toMatchObject({ status: "PAID", refunds: [{ amount: 490 }] });
    expect(await netCharge(stripe, orderNumber)).toBe((order?.total ?? 0) - 490);
  });

  it.each([
    [APPROVED_LATER, "PAID", [COMPLETED, LATER_PAID]],
    [REFUSED_LATER, "CANCELLED", [COMPLETED, DECLINED, LATER_REFUSED]],
  ])("fault 15: of a bank that takes its time (%s → %s) in any order", async (iban, end, types) => {
    for (const order of permutations(types)) {
      const sku = `F15-${crypto.randomUUID().slice(0, 8)}`;
      const { orderNumber, paymentUrl } = await placeUnpaid(sku, now());
      await stripe.pay(paymentUrl, iban);
      await stripe.control("POST", "/bank");
      for (const type of order) await deliver(await message(orderNumber, type));
      expect([order, await statusOf(orderNumber)]).toEqual([order, end]);
      expect(await told(orderNumber)).toEqual([
        end === "PAID" ? "order.paid" : "order.payment-failed",
      ]);
      expect(await chargeErrors(stripe, orderNumber)).toEqual([]);
      expect(await bookkeepingErrors([sku], [orderNumber])).toEqual([]);
    }
  });
});

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((one, at) =>
    permutations(items.toSpliced(at, 1)).map((rest) => [one, ...rest]),
  );
}

describe("a payment that comes when the hold has ended", () => {
  it("fault 9: takes the goods again while they are there, once", async () => {
    const { orderNumber, url } = await placeUnclosed("F9A");
    await sweep();
    expect(await statusOf(orderNumber)).toBe("CANCELLED");
    await stripe.pay(url);
    const completed = await message(orderNumber);
    await deliver(completed, toldAgain(completed), completed);
    expect(await statusOf(orderNumber)).toBe("PAID");
    expect(await Stocks.get("F9A")).toMatchObject({ onHand: 0, available: 0, reserved: 0 });
    expect(await chargeErrors(stripe, orderNumber)).toEqual([]);
    expect(await bookkeepingErrors(["F9A"], [orderNumber])).toEqual([]);
  });

  it("fault 9: goes back when the goods are gone, once", async () => {
    const { orderNumber, url } = await placeUnclosed("F9B");
    await sweep();
    const other = await checkOut(await fillCart({ F9B: 1 }), now());
    await stripe.pay(url);
    const completed = await message(orderNumber);
    await deliver(completed, toldAgain(completed), completed);
    await settleAll(orderNumber);
    expect(await Orders.get(orderNumber)).toMatchObject({
      status: "CANCELLED",
      refunds: [{ id: "R1", status: "SUCCEEDED" }],
    });
    expect(
      (await stripe.client.refunds.list({ payment_intent: completed.paymentIntentId ?? "" })).data,
    ).toHaveLength(1);
    expect(await told(orderNumber)).toEqual(
      expect.arrayContaining(["order.payment-failed", "order.refunded"]),
    );
    expect(await chargeErrors(stripe, orderNumber)).toEqual([]);
    expect(await bookkeepingErrors(["F9B"], [orderNumber, other.orderNumber])).toEqual([]);
  });

  it("fault 9: in the last second, before any event came, is a sale and not a release", async () => {
    const { orderNumber, paymentUrl } = await placeUnpaid("F9D", now(), { stock: 2, quantity: 2 });
    await stripe.pay(paymentUrl);
    await Promise.all([sweep(), sweep()]);
    expect(await statusOf(orderNumber)).toBe("PAID");
    expect(await told(orderNumber)).toEqual(["order.paid"]);
    expect(await chargeErrors(stripe, orderNumber)).toEqual([]);
    expect(await bookkeepingErrors(["F9D"], [orderNumber])).toEqual([]);
  });

  it("fault 9: raced by the sweeper is a sale or an ended order, never both", async () => {
    for (let round = 0; round < 5; round++) {
      const sku = `F9C-${round}`;
      const { orderNumber, paymentUrl } = await placeUnpaid(sku, now(), { stock: 2, quantity: 2 });
      const pay = stripe.pay(paymentUrl).then(() => stripe.messages(orderNumber, COMPLETED));
      await Promise.all([sweep(), pay.then((paid) => deliver(...paid, ...paid)), sweep()]);
      await settleAll(orderNumber);
      await sweep();
      expect(["PAID", "CANCELLED"]).toContain(await statusOf(orderNumber));
      expect(await chargeErrors(stripe, orderNumber)).toEqual([]);
      expect(await bookkeepingErrors([sku], [orderNumber])).toEqual([]);
    }
  });

  it("never buys what came back into stock once it was to go back, though Stripe did not answer", async () => {
    const { orderNumber, url } = await placeUnclosed("LATE1");
    await sweep();
    const other = await checkOut(await fillCart({ LATE1: 1 }), now());
    await stripe.pay(url);
    const completed = await message(orderNumber);
    // Written down and not made: Stripe goes on calling the session paid and not refunded.
    await stripe.control("PUT", "/faults", [
      { operation: "refunds.create", outcome: "error", times: 9 },
    ]);
    await deliver(completed);
    await cancelPending(other.orderNumber, { detail: "By hand." }, now());
    expect((await Stocks.get("LATE1"))?.available).toBe(2);
    await deliver(toldAgain(completed));
    expect(await statusOf(orderNumber)).toBe("CANCELLED");
    await stripe.control("DELETE", "");
    await settleAll(orderNumber);
    expect(await Orders.get(orderNumber)).toMatchObject({
      status: "CANCELLED",
      refunds: [{ status: "SUCCEEDED" }],
    });
    expect(await chargeErrors(stripe, orderNumber)).toEqual([]);
    expect(await bookkeepingErrors(["LATE1"], [orderNumber, other.orderNumber])).toEqual([]);
  });
});

describe("a session that is not the order's", () => {
  /** A page that somebody else opened for this order and paid; what is not said is as it should be. */
  async function foreign(
    orderNumber: string,
    change: { amount?: number; currency?: string; quote?: string } = {},
  ) {
    const order = await Orders.get(orderNumber);
    const { amount = order?.total ?? 0, currency = "eur", quote = order?.quote ?? "" } = change;
    const { url } = await stripe.client.checkout.sessions.create({
      mode: "payment",
      ui_mode: "hosted_page",
      client_reference_id: orderNumber,
      metadata: { orderNumber, quote },
      payment_intent_data: { metadata: { orderNumber } },
      success_url: "https://shop.example",
      line_items: [
        {
          quantity: 1,
          price_data: { currency, unit_amount: amount, product_data: { name: "Fox" } },
        },
      ],
    });
    await stripe.pay(url);
  }

  it("fault 19: a cheap one does not pay an expensive order, not even before its own is known", async () => {
    const { orderNumber } = await placeUnclosed("F19A");
    await foreign(orderNumber, { amount: 100 });
    await settleAll(orderNumber);
    expect(await statusOf(orderNumber)).toBe("PENDING");
    expect(await netCharge(stripe, orderNumber)).toBe(0);
    expect(await told(orderNumber)).toEqual(["order.refunded"]);
  });

  it("fault 19: nor does one of the same number in another currency", async () => {
    const { orderNumber } = await placeUnclosed("F19B");
    await foreign(orderNumber, { currency: "usd" });
    await settleAll(orderNumber);
    expect(await statusOf(orderNumber)).toBe("PENDING");
    expect(await netCharge(stripe, orderNumber)).toBe(0);
  });

  it("fault 19: nor does one that was opened for another quote of the same sum", async () => {
    const { orderNumber } = await placeUnclosed("F19D");
    await foreign(orderNumber, { quote: "another" });
    await settleAll(orderNumber);
    expect(await statusOf(orderNumber)).toBe("PENDING");
    expect(await netCharge(stripe, orderNumber)).toBe(0);
  });

  it("fault 19: one of the same amount goes back, and the order's own page still pays it", async () => {
    const { orderNumber, paymentUrl } = await placeUnpaid("F19C", now());
    await foreign(orderNumber);
    await settleAll(orderNumber);
    expect(await statusOf(orderNumber)).toBe("PENDING");
    expect(await netCharge(stripe, orderNumber)).toBe(0);
    await stripe.pay(paymentUrl);
    await settleAll(orderNumber);
    expect(await statusOf(orderNumber)).toBe("PAID");
    expect(await chargeErrors(stripe, orderNumber)).toEqual([]);
  });

  it("goes back where the order was paid before", async () => {
    const { orderNumber, paymentUrl } = await placeUnpaid("SECOND", now());
    await stripe.pay(paymentUrl);
    await settleAll(orderNumber);
    await foreign(orderNumber);
    await settleAll(orderNumber);
    expect(await statusOf(orderNumber)).toBe("PAID");
    expect(await chargeErrors(stripe, orderNumber)).toEqual([]);
    expect(await told(orderNumber)).toEqual(
      expect.arrayContaining(["order.paid", "order.refunded"]),
    );
  });
});
