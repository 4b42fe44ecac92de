import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { control, sessionParams, startShop, submitCard, untilIdle } from "./fixture.ts";

const APPROVED_LATER = "DE89 3704 0044 0532 0130 00";
const REFUSED_LATER = "DE62 3704 0044 0532 0130 01";

let shop: Awaited<ReturnType<typeof startShop>>;
let ahead = 0;
let session: Stripe.Checkout.Session;

beforeAll(async () => {
  shop = await startShop({ now: () => Date.now() + ahead });
});
afterAll(() => shop.close());
beforeEach(async () => {
  session = await shop.stripe.checkout.sessions.create(sessionParams());
  await control(shop.double, "POST", "/bank");
  await untilIdle(shop.double);
  shop.receiver.events.length = 0;
});

const read = () =>
  shop.stripe.checkout.sessions.retrieve(session.id, { expand: ["payment_intent.latest_charge"] });

async function payWith(number: string): Promise<string> {
  expect((await submitCard(session, number)).status).toBe(303);
  const { payment_intent: intent } = await shop.stripe.checkout.sessions.retrieve(session.id);
  return String(intent);
}

describe("a bank that takes its time", () => {
  it("leaves the session complete and unpaid, and nothing to refund", async () => {
    const payment_intent = await payWith(APPROVED_LATER);
    expect(await read()).toMatchObject({
      status: "complete",
      payment_status: "unpaid",
      payment_intent: {
        status: "processing",
        latest_charge: {
          status: "pending",
          paid: false,
          payment_method_details: { type: "sepa_debit", sepa_debit: { last4: "3000" } },
        },
      },
    });
    await expect(shop.stripe.refunds.create({ payment_intent })).rejects.toThrow(
      "does not have a successful charge",
    );
    await expect(shop.stripe.checkout.sessions.expire(session.id)).rejects.toThrow("`complete`");
    await untilIdle(shop.double);
    expect(shop.receiver.types()).toEqual([
      "charge.pending",
      "checkout.session.completed",
      "payment_intent.created",
      "payment_intent.processing",
    ]);
  });

  it("says yes when its time has come", async () => {
    await payWith(APPROVED_LATER);
    await untilIdle(shop.double);
    shop.receiver.events.length = 0;
    expect((await read()).payment_status).toBe("unpaid");
    ahead += 21_000;
    expect(await read()).toMatchObject({
      payment_status: "paid",
      payment_intent: { status: "succeeded", amount_received: 7690, latest_charge: { paid: true } },
    });
    await untilIdle(shop.double);
    expect(shop.receiver.types()).toEqual([
      "charge.succeeded",
      "checkout.session.async_payment_succeeded",
      "payment_intent.succeeded",
    ]);
  });

  it("says no when it is asked to hurry", async () => {
    await payWith(REFUSED_LATER);
    await untilIdle(shop.double);
    shop.receiver.events.length = 0;
    expect(await control(shop.double, "POST", "/bank")).toEqual({ decided: 1 });
    expect(await control(shop.double, "POST", "/bank")).toEqual({ decided: 0 });
    expect(await read()).toMatchObject({
      status: "complete",
      payment_status: "unpaid",
      payment_intent: {
        status: "requires_payment_method",
        last_payment_error: { code: "payment_intent_payment_attempt_failed" },
        latest_charge: { status: "failed", paid: false },
      },
    });
    await untilIdle(shop.double);
    expect(shop.receiver.types()).toEqual([
      "charge.failed",
      "checkout.session.async_payment_failed",
      "payment_intent.payment_failed",
    ]);
  });

  it("takes as long as asked for", async () => {
    await control(shop.double, "PUT", "/bank", { afterMs: 3_600_000 });
    await payWith(APPROVED_LATER);
    ahead += 1_800_000;
    expect((await read()).payment_status).toBe("unpaid");
    ahead += 1_800_000;
    expect((await read()).payment_status).toBe("paid");
    await control(shop.double, "DELETE", "");
    expect(await control(shop.double, "GET", "/state")).toMatchObject({
      bank: { afterMs: 20_000 },
    });
  });
});

describe("a refund to a card", () => {
  it("of 7726 is pending, then taken", async () => {
    const payment_intent = await payWith("4000 0000 0000 7726");
    await untilIdle(shop.double);
    shop.receiver.events.length = 0;
    const made = await shop.stripe.refunds.create({ payment_intent, amount: 1000 });
    expect(made.status).toBe("pending");
    expect((await read()).payment_intent).toMatchObject({
      latest_charge: { amount_refunded: 1000 },
    });
    await control(shop.double, "POST", "/bank");
    expect(await shop.stripe.refunds.retrieve(made.id)).toMatchObject({ status: "succeeded" });
    await untilIdle(shop.double);
    expect(shop.receiver.types()).toEqual(["charge.refunded", "refund.created", "refund.updated"]);
  });

  it("of 5126 is sent back, and its amount may be refunded again", async () => {
    const payment_intent = await payWith("4000 0000 0000 5126");
    await untilIdle(shop.double);
    shop.receiver.events.length = 0;
    const made = await shop.stripe.refunds.create({ payment_intent });
    expect(made.status).toBe("succeeded");
    await control(shop.double, "POST", "/bank");
    expect(await shop.stripe.refunds.retrieve(made.id)).toMatchObject({
      status: "failed",
      failure_reason: "expired_or_canceled_card",
    });
    expect((await read()).payment_intent).toMatchObject({
      latest_charge: { amount_refunded: 0, refunded: false },
    });
    await untilIdle(shop.double);
    expect(shop.receiver.types()).toEqual([
      "charge.refunded",
      "refund.created",
      "refund.failed",
      "refund.updated",
    ]);
    expect((await shop.stripe.refunds.create({ payment_intent })).amount).toBe(7690);
  });
});
