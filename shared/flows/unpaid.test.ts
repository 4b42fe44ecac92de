import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkOut, placeUnpaid } from "../../infra/testing/checkout.ts";
import { bookkeepingErrors, fillCart, stockUp } from "../../infra/testing/goods.ts";
import { openStripe, type TestStripe } from "../../infra/testing/stripe.ts";
import { openTestTable } from "../../infra/testing/table.ts";
import * as Carts from "#data/cart";
import * as Orders from "#data/order";
import * as Outbox from "#data/outbox";
import * as Stocks from "#data/stock";
import { toPublic } from "#domain/order-view";
import { processStripeEvent } from "./payment.ts";
import { cancelPending, releaseDue } from "./release.ts";

let table: Awaited<ReturnType<typeof openTestTable>>;
let stripe: TestStripe;
beforeAll(async () => {
  table = await openTestTable();
  stripe = await openStripe();
});
afterAll(() => Promise.all([stripe.close(), table.close()]));

const APPROVED_LATER = "DE89370400440532013000";
const REFUSED_LATER = "DE62370400440532013001";
const UNDECIDED =
  "Your bank has not answered. We go on asking and mail you. Please do not pay twice.";

const inHours = (hours: number) => new Date(stripe.now().getTime() + hours * 3_600_000);

async function deliver(orderNumber: string, ...types: string[]): Promise<void> {
  for (const message of await stripe.messages(orderNumber, ...types)) {
    await processStripeEvent(message, stripe.now());
  }
}

/** The order as its shopper sees it. */
async function shown(orderNumber: string) {
  const order = await Orders.get(orderNumber);
  if (order === undefined) throw new Error(`No order ${orderNumber}.`);
  return toPublic(order, stripe.now());
}

async function told(orderNumber: string): Promise<(string | undefined)[]> {
  const ids = await Outbox.due(inHours(3), 1_000);
  const events = await Promise.all(ids.map(Outbox.get));
  return events.filter((one) => one?.orderNumber === orderNumber).map((one) => one?.kind);
}

describe("a refused card", () => {
  it.each([
    ["4000 0000 0000 0002", "Your bank said no. Nothing was charged. Try another card."],
    ["4000 0000 0000 9995", "Your bank says that there is not enough on this card."],
    // A thief must not learn that the card was reported.
    ["4000 0000 0000 9987", "Your bank said no. Nothing was charged. Try another card."],
    ["4000 0000 0000 0069", "This card has expired."],
    ["4000 0000 0000 0127", "The security code does not fit this card."],
    ["4000 0000 0000 0119", "Something went wrong at the bank."],
    ["4000 0000 0000 6975", "This card has reached its limit."],
  ])("%s: the order says why, and its basket is free again", async (card, words) => {
    const sku = `D-${card.slice(-4)}`;
    const { orderNumber, cartId, paymentUrl } = await placeUnpaid(sku, stripe.now());
    await stripe.pay(paymentUrl, card);
    await deliver(orderNumber);
    const order = await shown(orderNumber);
    expect(order).toMatchObject({ status: "PENDING", paymentUrl });
    expect(order.paymentProblem).toContain(words);
    expect(order.paymentProblem).toContain("Nothing was charged.");
    expect((await Orders.events(orderNumber)).at(-1)).toMatchObject({
      kind: "declined",
      title: "The bank said no",
      detail: order.paymentProblem,
    });
    expect((await Carts.get(cartId, stripe.now()))?.checkout).toBeNull();
  });

  it("is forgotten once another one has paid", async () => {
    const { orderNumber, paymentUrl } = await placeUnpaid("D-THEN", stripe.now());
    await stripe.pay(paymentUrl, "4000 0000 0000 9995");
    await stripe.pay(paymentUrl);
    await deliver(orderNumber);
    expect(await shown(orderNumber)).toMatchObject({ status: "PAID", paymentProblem: null });
    expect((await Orders.get(orderNumber))?.payment).not.toHaveProperty("problem");
  });

  it("that the bank asked about and the shopper did not confirm is told as such", async () => {
    const { orderNumber, paymentUrl } = await placeUnpaid("D-3DS", stripe.now());
    await stripe.pay(paymentUrl, "4000 0025 0000 3155");
    await fetch(`${paymentUrl}/authenticate`, {
      method: "POST",
      body: new URLSearchParams({ decision: "fail" }),
    });
    await deliver(orderNumber);
    expect((await shown(orderNumber)).paymentProblem).toContain(
      "could not confirm that it was you",
    );
  });
});

describe("a bank that takes its time", () => {
  async function undecided(sku: string, iban: string) {
    const placed = await placeUnpaid(sku, stripe.now());
    await stripe.pay(placed.paymentUrl, iban);
    await deliver(placed.orderNumber, "checkout.session.completed");
    return placed;
  }

  it("is what the order says, and nothing invites to pay twice", async () => {
    const { orderNumber } = await undecided("U1", APPROVED_LATER);
    expect(await shown(orderNumber)).toMatchObject({
      status: "PENDING",
      paymentProblem: UNDECIDED,
      paymentUrl: null,
      cancellable: false,
    });
    expect((await Orders.events(orderNumber)).at(-1)).toMatchObject({ kind: "undecided" });
    await releaseDue(inHours(1), () => 60_000);
    expect(await Stocks.get("U1")).toMatchObject({ available: 3, reserved: 2 });
  });

  it("refuses a new checkout of the basket at once, in words, and holds nothing for it", async () => {
    const { orderNumber, cartId } = await undecided("U2", APPROVED_LATER);
    await expect(checkOut(cartId, stripe.now())).rejects.toMatchObject({
      code: "PAYMENT_PENDING",
      statusCode: 409,
      message: `Your bank has not answered about order ${orderNumber}. We go on asking and mail you. Please do not pay twice.`,
    });
    expect(await Stocks.get("U2")).toMatchObject({ available: 3, reserved: 2 });
    expect(await bookkeepingErrors(["U2"], [orderNumber])).toEqual([]);
  });

  it("answers no closed page to who repeats the checkout", async () => {
    await stockUp("U2b", 5);
    const cartId = await fillCart({ U2b: 2 });
    const key = crypto.randomUUID();
    const { orderNumber, paymentUrl } = await checkOut(cartId, stripe.now(), key);
    await stripe.pay(paymentUrl, APPROVED_LATER);
    await deliver(orderNumber, "checkout.session.completed");
    await expect(checkOut(cartId, stripe.now(), key)).rejects.toMatchObject({
      code: "PAYMENT_PENDING",
    });
  });

  it("refuses it before the shop has heard that the bank is asked", async () => {
    const { cartId, paymentUrl } = await placeUnpaid("U3", stripe.now());
    await stripe.pay(paymentUrl, APPROVED_LATER);
    await expect(checkOut(cartId, stripe.now())).rejects.toMatchObject({ code: "PAYMENT_PENDING" });
  });

  it("pays the order when it says yes, though no webhook tells it: the sweeper asks", async () => {
    const { orderNumber } = await undecided("U4", APPROVED_LATER);
    await stripe.control("POST", "/bank");
    await releaseDue(inHours(1), () => 60_000);
    expect(await shown(orderNumber)).toMatchObject({
      status: "PAID",
      paymentProblem: null,
      paymentMethod: "SEPA 3000",
    });
  });

  it("ends the order when it says no, and the shopper is told", async () => {
    const { orderNumber } = await undecided("U5", REFUSED_LATER);
    await stripe.control("POST", "/bank");
    await deliver(orderNumber);
    expect(await Orders.get(orderNumber)).toMatchObject({
      status: "CANCELLED",
      payment: { problem: "Your bank said no. Nothing was charged. Try another card." },
    });
    expect(await told(orderNumber)).toEqual(["order.payment-failed"]);
    expect(await bookkeepingErrors(["U5"], [orderNumber])).toEqual([]);
  });

  it("is not contradicted by an older refusal that arrives late", async () => {
    const { orderNumber, paymentUrl } = await placeUnpaid("U6", stripe.now());
    await stripe.pay(paymentUrl, "4000 0000 0000 9995");
    await stripe.pay(paymentUrl, APPROVED_LATER);
    await deliver(orderNumber, "checkout.session.completed", "payment_intent.payment_failed");
    expect((await shown(orderNumber)).paymentProblem).toBe(UNDECIDED);
  });
});

describe("an order that nobody pays", () => {
  it("ends when its page closes: the goods go back and the shopper is told, once", async () => {
    const { orderNumber } = await placeUnpaid("N1", stripe.now());
    await stripe.pass(34);
    await deliver(orderNumber, "checkout.session.expired", "checkout.session.expired");
    await releaseDue(inHours(1), () => 60_000);
    expect(await Orders.get(orderNumber)).toMatchObject({ status: "CANCELLED" });
    expect(await told(orderNumber)).toEqual(["order.payment-failed"]);
    expect(await bookkeepingErrors(["N1"], [orderNumber])).toEqual([]);
  });

  it("that its shopper replaced is ended without a mail", async () => {
    const { orderNumber, cartId } = await placeUnpaid("N2", stripe.now());
    await checkOut(cartId, stripe.now());
    expect(await Orders.get(orderNumber)).toMatchObject({ status: "CANCELLED" });
    expect(await told(orderNumber)).toEqual([]);
  });

  it("stays as it is while Stripe does not answer: its page may be paid any moment", async () => {
    const { orderNumber } = await placeUnpaid("N3", stripe.now());
    await stripe.control("PUT", "/faults", [
      { operation: "checkout.sessions.expire", outcome: "error", times: 9 },
    ]);
    await expect(
      cancelPending(orderNumber, { detail: "By hand." }, stripe.now()),
    ).rejects.toMatchObject({ code: "PAYMENT_PROVIDER_UNAVAILABLE" });
    await stripe.control("DELETE", "");
    expect(await Orders.get(orderNumber)).toMatchObject({ status: "PENDING" });
    expect(await Stocks.get("N3")).toMatchObject({ available: 3, reserved: 2 });
  });
});
