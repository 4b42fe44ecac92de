import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sessionParams, startShop, submitCard, untilIdle } from "./fixture.ts";

let shop: Awaited<ReturnType<typeof startShop>>;
let payment_intent: string;

beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop.close());
beforeEach(async () => {
  const session = await shop.stripe.checkout.sessions.create(sessionParams());
  await submitCard(session, "4242 4242 4242 4242");
  const paid = await shop.stripe.checkout.sessions.retrieve(session.id);
  payment_intent = String(paid.payment_intent);
});

describe("a refund", () => {
  it("gives back a part, then the rest, then nothing", async () => {
    const part = await shop.stripe.refunds.create({
      payment_intent,
      amount: 2400,
      reason: "requested_by_customer",
      metadata: { item: "fox" },
    });
    expect(part).toMatchObject({ status: "succeeded", amount: 2400, metadata: { item: "fox" } });
    const rest = await shop.stripe.refunds.create({ payment_intent });
    expect(rest.amount).toBe(5290);
    const { latest_charge } = await shop.stripe.paymentIntents.retrieve(payment_intent, {
      expand: ["latest_charge.refunds"],
    });
    expect(latest_charge).toMatchObject({
      refunded: true,
      amount_refunded: 7690,
      refunds: { data: [{ id: rest.id }, { id: part.id }] },
    });
    await expect(shop.stripe.refunds.create({ payment_intent })).rejects.toMatchObject({
      code: "charge_already_refunded",
    });
    const booked = await shop.stripe.balanceTransactions.retrieve(String(part.balance_transaction));
    expect(booked).toMatchObject({ amount: -2400, fee: 0, net: -2400, source: part.id });
  });

  it("is never more than what is left", async () => {
    await expect(shop.stripe.refunds.create({ payment_intent, amount: 7691 })).rejects.toThrow(
      "Refund amount (€76.91) is greater than charge amount (€76.90)",
    );
    await shop.stripe.refunds.create({ payment_intent, amount: 7000 });
    await expect(shop.stripe.refunds.create({ payment_intent, amount: 700 })).rejects.toThrow(
      "Refund amount (€7.00) is greater than unrefunded amount on charge (€6.90)",
    );
    await expect(shop.stripe.refunds.create({ payment_intent, amount: 0 })).rejects.toMatchObject({
      param: "amount",
    });
    const { data } = await shop.stripe.refunds.list({ payment_intent });
    expect(data.map(({ amount }) => amount)).toEqual([7000]);
  });

  it("is told to the shop", async () => {
    await untilIdle(shop.double);
    shop.receiver.events.length = 0;
    await shop.stripe.refunds.create({ payment_intent, amount: 100 });
    await untilIdle(shop.double);
    expect(shop.receiver.types()).toEqual(["charge.refunded", "refund.created"]);
  });

  it("needs a payment that went through", async () => {
    const session = await shop.stripe.checkout.sessions.create(sessionParams());
    await submitCard(session, "4000 0000 0000 0002");
    const declined = await shop.stripe.checkout.sessions.retrieve(session.id);
    await expect(
      shop.stripe.refunds.create({ payment_intent: String(declined.payment_intent) }),
    ).rejects.toThrow("does not have a successful charge to refund");
    await expect(shop.stripe.refunds.create({})).rejects.toThrow("payment_intent or charge");
  });
});
