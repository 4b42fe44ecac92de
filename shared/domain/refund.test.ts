import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mockPaidOrder } from "#data/order";
import type { Order } from "./order.ts";
import * as Refund from "./refund.ts";
import type { RefundRequest } from "./refund-amount.ts";
import * as Outcome from "./refund-outcome.ts";

const now = new Date("2026-11-25T10:05:00Z");
const fox = (quantity: number) => ({ sku: "0011-09", quantity });
const octopus = (quantity: number) => ({ sku: "0103-09", quantity });

function asked(change: Partial<RefundRequest> = {}): RefundRequest {
  return { restock: false, reason: "Broken.", returnId: null, actor: "ada", ...change };
}

const request = (order: Order, change: Partial<RefundRequest> = {}) =>
  Refund.request(order, asked(change), now);

/** As `request`, and the provider has given it back. */
function given(order: Order, change: Partial<RefundRequest> = {}): Order {
  const step = request(order, change);
  return Outcome.succeed(step.order, step.refund.id, `re_${step.refund.id}`, now)?.order ?? order;
}

describe("a refund", () => {
  it("is written down with its own version and entry before anybody gives money", () => {
    const { order, event, refund } = request(mockPaidOrder(), { lines: [fox(1)], shipping: 490 });
    expect(refund).toMatchObject({ id: "R1", status: "REQUESTED", amount: 2890, intentId: "pi_1" });
    expect(order).toMatchObject({ status: "PAID", version: 3, refunds: [refund] });
    expect(event).toMatchObject({
      version: 3,
      title: "Refund asked for, €28.90",
      detail: "For 1 Fox, shipping. Broken.",
      actor: "ada",
    });
  });

  it("is all that is left where nothing is named", () => {
    const { refund } = request(given(mockPaidOrder(), { lines: [fox(1)] }));
    expect(refund).toMatchObject({
      id: "R2",
      amount: 6690,
      shipping: 490,
      lines: [fox(1), octopus(1)],
    });
  });

  it("may be of any amount, with pieces or without", () => {
    expect(request(mockPaidOrder(), { amount: 500 }).refund).toMatchObject({
      amount: 500,
      lines: [],
    });
    const some = request(mockPaidOrder(), { lines: [octopus(1)], amount: 1900 });
    expect(some.refund).toMatchObject({ amount: 1900, lines: [octopus(1)] });
  });

  it("gives back the share of a line after its discount, to the cent over all its pieces", () => {
    const [first, second] = mockPaidOrder().items;
    if (!first || !second) throw new Error("no items");
    const items = [{ ...first, quantity: 3, price: 1000, total: 3000, discount: 1000 }, second];
    let order = mockPaidOrder({ items, discount: 1000, subtotal: 6800, total: 6290 });
    const amounts = [1, 2, 3].map(() => {
      order = given(order, { lines: [fox(1)] });
      return order.refunds.at(-1)?.amount ?? 0;
    });
    expect(amounts.toSorted((a, b) => a - b)).toEqual([666, 667, 667]);
  });

  it("that gives all back ends the order, and nothing more can go", () => {
    const order = given(given(mockPaidOrder(), { lines: [fox(2)] }));
    expect(order.status).toBe("REFUNDED");
    expect(Refund.refundable(order)).toBe(0);
    for (const again of [{}, { amount: 1 }]) {
      expect(() => request(order, again)).toThrow(
        expect.objectContaining({ code: "REFUND_EXCEEDS_PAYMENT" }),
      );
    }
  });

  it("of an unpaid order is refused", () => {
    const payment = { ...mockPaidOrder().payment, paidAt: null, intentId: null };
    expect(() => request(mockPaidOrder({ status: "PENDING", payment }))).toThrow(
      expect.objectContaining({ code: "ORDER_STATUS_CONFLICT" }),
    );
  });

  it.each<[string, string, Partial<RefundRequest>]>([
    ["VALIDATION_ERROR", "lines.0.sku", { lines: [{ sku: "9999-99", quantity: 1 }] }],
    ["VALIDATION_ERROR", "lines.1.sku", { lines: [fox(1), fox(1)] }],
    ["VALIDATION_ERROR", "lines.0.quantity", { lines: [fox(3)] }],
    ["VALIDATION_ERROR", "lines.0.quantity", { lines: [fox(0)] }],
    ["VALIDATION_ERROR", "lines.0.quantity", { lines: [fox(-1)] }],
    ["REFUND_EXCEEDS_PAYMENT", "lines.0.quantity", { lines: [octopus(1)] }],
    ["REFUND_EXCEEDS_PAYMENT", "amount", { amount: 5_291 }],
    ["VALIDATION_ERROR", "amount", { amount: -1 }],
    ["VALIDATION_ERROR", "amount", { amount: 0 }],
    ["REFUND_EXCEEDS_PAYMENT", "shipping", { shipping: 491 }],
    ["VALIDATION_ERROR", "shipping", { shipping: -490 }],
    ["VALIDATION_ERROR", "shipping", { shipping: 490, amount: 100 }],
    ["VALIDATION_ERROR", "currency", { currency: "USD", amount: 100 }],
    ["VALIDATION_ERROR", "restock", { amount: 100, restock: true }],
  ])("is refused as %s naming %s for %j", (code, field, change) => {
    const order = given(mockPaidOrder(), { lines: [octopus(1)] });
    expect(() => request(order, change)).toThrow(
      expect.objectContaining({ code, details: [expect.objectContaining({ field })] }),
    );
  });

  it("fault 12: whatever is asked for in whatever order, never more goes back than was paid", () => {
    const ask = fc.record(
      {
        lines: fc.constantFrom([fox(1)], [fox(2)], [octopus(1)], [fox(1), octopus(1)]),
        amount: fc.integer({ min: -100, max: 10_000 }),
        shipping: fc.integer({ min: 0, max: 490 }),
      },
      { requiredKeys: [] },
    );
    const ending = fc.constantFrom("succeeded", "failed", "pending", "failed later");
    fc.assert(
      fc.property(fc.array(fc.tuple(ask, ending), { maxLength: 12 }), (rounds) => {
        let order = mockPaidOrder();
        for (const [change, end] of rounds) {
          try {
            const { order: wanted, refund } = request(order, change);
            order = wanted;
            if (end === "succeeded" || end === "failed later") {
              order = Outcome.succeed(order, refund.id, "re", now)?.order ?? order;
            }
            if (end !== "succeeded" && end !== "pending") {
              order = Outcome.fail(order, refund.id, "No.", now)?.order ?? order;
            }
          } catch (error) {
            expect(error).toMatchObject({ name: "Problem" });
          }
          expect(Refund.promised(order)).toBeLessThanOrEqual(order.total);
          expect(order.status === "REFUNDED" || Refund.refunded(order) < order.total).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("money of another payment", () => {
  const second = {
    intentId: "pi_2",
    charged: 9090,
    refunded: 0,
    reason: "The order was paid before.",
  };

  it("goes back whole and once, and takes nothing from the order's own", () => {
    const step = Refund.requestForPayment(mockPaidOrder(), second, now);
    if (!step) throw new Error("no step");
    expect(Refund.requestForPayment(step.order, second, now)).toBeUndefined();
    const done = Outcome.succeed(step.order, "R1", "re_1", now);
    expect(done?.order.status).toBe("PAID");
    expect(done && Refund.refundable(done.order)).toBe(9090);
    expect(step.order.refunds.length).toBe(1);
  });

  it("goes back but for what somebody gave back of it at the provider, told or not", () => {
    const made = { intentId: "pi_2", stripeRefundId: "re_9", amount: 1000, done: true };
    const { order } = Outcome.notice(mockPaidOrder(), made, now);
    for (const refunded of [0, 1000]) {
      const step = Refund.requestForPayment(order, { ...second, refunded }, now);
      expect(step?.refund.amount).toBe(8090);
      expect(step && Refund.requestForPayment(step.order, { ...second, refunded }, now)).toBe(
        undefined,
      );
    }
    const untold = { ...second, refunded: 1000 };
    expect(Refund.requestForPayment(mockPaidOrder(), untold, now)?.refund.amount).toBe(8090);
    const whole = { ...second, refunded: 9090 };
    expect(Refund.requestForPayment(mockPaidOrder(), whole, now)).toBeUndefined();
  });

  it("may be asked for again where the provider refused it", () => {
    const step = Refund.requestForPayment(mockPaidOrder(), second, now);
    const failed = step && Outcome.fail(step.order, "R1", "No.", now);
    expect(failed && Refund.requestForPayment(failed.order, second, now)?.refund.id).toBe("R2");
  });
});

describe("a refund made at the provider's own pages", () => {
  const made = { intentId: "pi_1", stripeRefundId: "re_9", amount: 9090, done: true };

  it("becomes a fact, and ends the order where it is all of it", () => {
    const { order, refund, event } = Outcome.notice(mockPaidOrder(), made, now);
    expect(refund).toMatchObject({ id: "R1", status: "SUCCEEDED", actor: "provider" });
    expect(order.status).toBe("REFUNDED");
    expect(event).toMatchObject({ title: "Given back, €90.90", actor: "provider" });
  });

  it("is on its way while the bank takes its time", () => {
    const { order, refund } = Outcome.notice(mockPaidOrder(), { ...made, done: false }, now);
    expect(refund).toMatchObject({ status: "REQUESTED", stripeRefundId: "re_9" });
    expect([order.status, Refund.refundable(order)]).toEqual(["PAID", 0]);
  });
});
