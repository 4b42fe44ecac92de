import { describe, expect, it } from "vitest";
import { mockPaidOrder } from "#data/order";
import { ofSession } from "./integrity-payments.ts";
import * as Refund from "./refund.ts";
import * as Outcome from "./refund-outcome.ts";

const now = new Date("2026-11-25T10:05:00Z");

/** A second payment of a paid order, of which so much went back by Stripe's count. */
function second(refunded: number) {
  const money = { amount: 9090, currency: "EUR" } as const;
  const payment = { id: "pi_2", status: "succeeded", refunded, ...money };
  return { id: "cs_2", orderNumber: mockPaidOrder().orderNumber, payment, ...money };
}

describe("a second payment of an order", () => {
  it("is found until all of it goes back, and what both sides know of counts once", () => {
    const kind = { kind: "session.unsettled", found: "A second one" };
    expect(ofSession(second(0), mockPaidOrder())).toMatchObject(kind);
    const made = { intentId: "pi_2", stripeRefundId: "re_9", amount: 5000, done: true };
    const { order } = Outcome.notice(mockPaidOrder(), made, now);
    expect(ofSession(second(5000), order)).toMatchObject(kind);
    const rest = { intentId: "pi_2", charged: 9090, refunded: 5000, reason: "Paid before." };
    const whole = Refund.requestForPayment(order, rest, now);
    expect(ofSession(second(5000), whole?.order)).toBeUndefined();
    expect(ofSession(second(9090), mockPaidOrder())).toBeUndefined();
  });
});

it.each([
  [1900, "EUR", "€19.00"],
  [1900, "jpy", "¥1,900"],
  [1900, "isk", "1900 of the smallest unit of isk"],
])("writes %i %s as people do: %s", (amount, currency, written) => {
  const payment = { id: "pi_1", status: "succeeded", amount, refunded: 0, currency };
  const session = { id: "cs_1", amount, currency, orderNumber: undefined, payment };
  expect(ofSession(session, undefined)?.expected).toBe(`An order for ${written}`);
});
