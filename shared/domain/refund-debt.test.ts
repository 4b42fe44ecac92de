import { describe, expect, it } from "vitest";
import { mockPaidOrder } from "#data/order";
import type { Order } from "./order.ts";
import * as Refund from "./refund.ts";
import { debts, failedNow } from "./refund-debt.ts";
import * as Outcome from "./refund-outcome.ts";

const start = Date.parse("2026-11-25T10:05:00Z");
const at = (minutes: number) => new Date(start + minutes * 60_000);

function ask(order: Order, amount: number, minutes: number): Order {
  const asked = { amount, restock: false, reason: "Broken.", returnId: null, actor: "ada" };
  return Refund.request(order, asked, at(minutes)).order;
}

const fail = (order: Order, id: string, minutes: number): Order =>
  Outcome.fail(order, id, "The card is closed.", at(minutes))?.order ?? order;
const succeed = (order: Order, id: string, minutes: number): Order =>
  Outcome.succeed(order, id, `re_${id}`, at(minutes))?.order ?? order;

const owed = (order: Order) => debts(order).map(({ refund, amount }) => [refund.id, amount]);

describe("a refund that failed", () => {
  it("is owed, also where it was refused in the instant in which it was asked for", () => {
    const asked = ask(mockPaidOrder(), 1000, 0);
    expect(owed(asked)).toEqual([]);
    expect(owed(fail(asked, "R1", 0))).toEqual([["R1", 1000]]);
    expect(owed(fail(succeed(asked, "R1", 1), "R1", 9))).toEqual([["R1", 1000]]);
  });

  it("is one debt, however often it is tried, and none once it was asked for again", () => {
    const failed = fail(ask(mockPaidOrder(), 1000, 0), "R1", 0);
    const again = ask(failed, 1000, 5);
    expect(owed(again)).toEqual([]);
    expect(owed(fail(again, "R2", 6))).toEqual([["R2", 1000]]);
    expect(owed(succeed(again, "R2", 6))).toEqual([]);
  });

  it("is not paid by a refund that was on its way before, and only in part by a smaller one", () => {
    const both = ask(ask(mockPaidOrder(), 1000, 0), 700, 1);
    const failed = fail(both, "R1", 2);
    expect(owed(succeed(failed, "R2", 3))).toEqual([["R1", 1000]]);
    expect(owed(fail(failed, "R2", 3))).toEqual([["R2", 1700]]);
    expect(owed(ask(failed, 400, 4))).toEqual([["R1", 600]]);
  });

  it("owes no more than is left of the order's money", () => {
    const failed = fail(ask(mockPaidOrder(), 1000, 0), "R1", 1);
    const made = { intentId: "pi_1", stripeRefundId: "re_9", amount: 9090, done: true };
    expect(owed(Outcome.notice(failed, made, at(0)).order)).toEqual([]);
  });

  it("of another payment is owed beside the order's own", () => {
    const second = {
      intentId: "pi_2",
      charged: 9090,
      refunded: 0,
      reason: "The order was paid before.",
    };
    const step = Refund.requestForPayment(mockPaidOrder(), second, at(0));
    if (step === undefined) throw new Error("no step");
    const failed = fail(fail(ask(step.order, 500, 1), "R1", 2), "R2", 3);
    expect(owed(failed)).toEqual([
      ["R1", 9090],
      ["R2", 500],
    ]);
  });

  it("is told of by the change that made it fail, and by no other", () => {
    const asked = ask(mockPaidOrder(), 1000, 0);
    const failed = fail(asked, "R1", 1);
    expect(failedNow(asked, failed)).toMatchObject([{ id: "R1" }]);
    expect(failedNow(failed, ask(failed, 1000, 2))).toEqual([]);
    expect(failedNow(undefined, failed)).toHaveLength(1);
  });
});
