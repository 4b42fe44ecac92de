import { describe, expect, it } from "vitest";
import { mockFulfilment, mockPaidOrder } from "#data/order";
import { deliver, leftToShip, ship } from "./fulfilment.ts";
import type { Order } from "./order.ts";
import * as Refund from "./refund.ts";
import type { RefundRequest } from "./refund-amount.ts";
import * as Outcome from "./refund-outcome.ts";

const now = new Date("2026-11-25T10:05:00Z");
const fox = (quantity: number) => ({ sku: "0011-09", quantity });
const octopus = (quantity: number) => ({ sku: "0103-09", quantity });
const parcel = { carrier: null, trackingNumber: null, trackingUrl: null, actor: "ada" };

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

describe("a refund's end", () => {
  it("is told once, and says to which card", () => {
    const { order, refund } = request(mockPaidOrder(), { amount: 500 });
    const done = Outcome.succeed(order, refund.id, "re_1", now);
    expect(done?.refund).toMatchObject({ status: "SUCCEEDED", stripeRefundId: "re_1" });
    expect(done?.event).toMatchObject({
      title: "Given back, €5.00",
      detail: "To Visa 4242. Broken.",
    });
    if (!done) throw new Error("no step");
    expect(Outcome.succeed(done.order, refund.id, "re_1", now)).toBeUndefined();
  });

  it("frees its money for another where the provider refuses it", () => {
    const { order, refund } = request(mockPaidOrder());
    const failed = Outcome.fail(order, refund.id, "The card is closed.", now);
    if (!failed) throw new Error("no step");
    expect(failed.event).toMatchObject({ kind: "refund-failed", detail: "The card is closed." });
    expect(Refund.refundable(failed.order)).toBe(9090);
    expect(Outcome.fail(failed.order, refund.id, "Again.", now)).toBeUndefined();
    expect(request(failed.order).refund.id).toBe("R2");
  });

  it("may come days later: it waits, and its money is not promised twice", () => {
    const { order, refund } = request(mockPaidOrder(), { amount: 9000 });
    const waiting = Outcome.defer(order, refund.id, "re_1", now);
    if (!waiting) throw new Error("no step");
    expect(waiting.refund).toMatchObject({ status: "REQUESTED", stripeRefundId: "re_1" });
    expect(Outcome.defer(waiting.order, refund.id, "re_1", now)).toBeUndefined();
    expect(Refund.refundable(waiting.order)).toBe(90);
  });

  it("puts pieces back into stock only where that was asked for, and once", () => {
    const step = request(mockPaidOrder(), { lines: [fox(1)], restock: true });
    const done = Outcome.succeed(step.order, "R1", "re_1", now);
    expect(done?.givenUp).toEqual([{ sku: "0011-09", waived: 0, restocked: 1 }]);
    const kept = request(mockPaidOrder(), { lines: [fox(1)] });
    expect(Outcome.succeed(kept.order, "R1", "re_1", now)?.givenUp).toEqual([
      { sku: "0011-09", waived: 0, restocked: 0 },
    ]);
  });

  it("of pieces that the order still waits for ends the waiting, and restocks none of them", () => {
    const [first] = mockPaidOrder().items;
    if (!first) throw new Error("no items");
    const order = mockPaidOrder({
      items: [{ ...first, quantity: 5, total: 12_000, backordered: 2 }],
    });
    const step = request(order, { lines: [fox(3)], restock: true });
    const done = Outcome.succeed(step.order, "R1", "re_1", now);
    expect(done?.givenUp).toEqual([{ sku: "0011-09", waived: 2, restocked: 1 }]);
  });

  it("that comes undone keeps the pieces given up: only the money can be asked for again", () => {
    const { order } = request(mockPaidOrder(), { lines: [fox(2)], restock: true });
    const done = Outcome.succeed(order, "R1", "re_1", now);
    const undone = done && Outcome.fail(done.order, "R1", "The bank sent it back.", now);
    if (!undone) throw new Error("no step");
    expect(() => request(undone.order, { lines: [fox(1)] })).toThrow(/only 0/);
    expect(request(undone.order, { amount: 4800 }).refund.amount).toBe(4800);
    expect(ship(undone.order, parcel, now).fulfilment.lines).toEqual([octopus(1)]);
  });

  it("may be a failure: pieces that were to be refunded are sent after all, or refunded", () => {
    const { order } = request(mockPaidOrder(), { lines: [octopus(1)] });
    const sent = ship(order, parcel, now).order;
    expect([sent.status, ship(order, parcel, now).fulfilment.lines]).toEqual([
      "PROCESSING",
      [fox(2)],
    ]);
    expect(() => ship(sent, parcel, now)).toThrow("nothing is left to send");
    const arrived = deliver(sent, "F1", "ada", now)?.order;
    expect(arrived?.status).toBe("PROCESSING");
    for (const before of [sent, arrived]) {
      const failed = before && Outcome.fail(before, "R1", "The card is closed.", now)?.order;
      if (!failed) throw new Error("no step");
      expect(failed.status).toBe("PROCESSING");
      expect(ship(failed, parcel, now)).toMatchObject({
        fulfilment: { lines: [octopus(1)] },
        order: { status: "SHIPPED" },
      });
      expect(given(failed, { lines: [octopus(1)] }).status).toBe(
        before === sent ? "SHIPPED" : "DELIVERED",
      );
    }
  });

  it("that fails opens an order again which went on without its pieces", () => {
    const { order } = request(mockPaidOrder(), { lines: [octopus(1)] });
    const { order: sent } = ship(order, parcel, now);
    for (const status of ["SHIPPED", "DELIVERED"] as const) {
      const failed = Outcome.fail({ ...sent, status }, "R1", "No.", now);
      expect(failed?.order.status).toBe("PROCESSING");
    }
  });

  it("of all its money that comes undone makes an order what its parcels say", () => {
    const undone = (before: Order) => Outcome.fail(given(before), "R1", "Sent back.", now)?.order;
    const kept = undone(mockPaidOrder());
    expect(kept?.status).toBe("PROCESSING");
    expect(kept?.items.map((item) => leftToShip(kept, item))).toEqual([0, 0]);
    expect(kept && given(kept).status).toBe("REFUNDED");
    const sent = ship(mockPaidOrder(), parcel, now).order;
    expect(undone(sent)?.status).toBe("SHIPPED");
    const there = deliver(sent, "F1", "ada", now)?.order;
    expect(there && undone(there)?.status).toBe("DELIVERED");
  });

  it("stays the end of an order whose parcel arrives afterwards", () => {
    const sent = ship(mockPaidOrder(), parcel, now).order;
    expect(deliver(given(sent), "F1", "ada", now)?.order.status).toBe("REFUNDED");
  });

  it("of the pieces that had not left makes a partly shipped order SHIPPED, or DELIVERED", () => {
    const sent = mockFulfilment({ lines: [fox(2)] });
    const base = { status: "PROCESSING", fulfilments: [sent] } as const;
    expect(given(mockPaidOrder(base), { lines: [octopus(1)] }).status).toBe("SHIPPED");
    const there = { ...sent, deliveredAt: now.toISOString() };
    const arrived = mockPaidOrder({ ...base, fulfilments: [there] });
    expect(given(arrived, { lines: [octopus(1)] }).status).toBe("DELIVERED");
  });
});
