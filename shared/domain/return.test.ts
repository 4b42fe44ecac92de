import { describe, expect, it } from "vitest";
import { mockFulfilment, mockPaidOrder } from "#data/order";
import type { Order } from "./order.ts";
import * as Refund from "./refund.ts";
import * as Outcome from "./refund-outcome.ts";
import * as Return from "./return.ts";

const sent = "2026-11-24T09:00:00.000Z";
const now = new Date("2026-12-01T10:00:00Z");
const fox = (quantity: number, reason = "Too small") => ({ sku: "0011-09", quantity, reason });
const days = (count: number) => new Date(Date.parse(sent) + count * 24 * 3_600_000);

const shippedFoxes = mockFulfilment({ lines: [{ sku: "0011-09", quantity: 2 }], shippedAt: sent });
const order = mockPaidOrder({ status: "PROCESSING", fulfilments: [shippedFoxes] });

function ask(from: Order, quantity = 1, asker: Return.Asker = "shopper", at = now) {
  return Return.request(from, { lines: [fox(quantity)], note: null, asker, actor: "guest" }, at);
}

/** A return of one fox that has come in. */
function received(restock = true): Order {
  const { order: asked } = ask(order);
  const agreed = Return.approve(asked, "T1", "ada", now)?.order ?? asked;
  return Return.receive(agreed, "T1", { restock, actor: "ada" }, now)?.order ?? agreed;
}

const refundOf = (from: Order, change: object = {}) =>
  Refund.request(
    from,
    { restock: false, reason: "Return T1", returnId: "T1", actor: "ada", ...change },
    now,
  );

describe("a return", () => {
  it("is asked for by the shopper and says why", () => {
    const { order: after, returned, event } = ask(order);
    expect(returned).toMatchObject({ id: "T1", status: "REQUESTED", lines: [fox(1)] });
    expect(after.status).toBe("PROCESSING");
    expect(event).toMatchObject({ title: "Return asked for", detail: "1 Fox: Too small" });
  });

  it("that the team writes down is agreed with it", () => {
    expect(ask(order, 1, "team").returned.status).toBe("APPROVED");
  });

  it("takes only pieces that left, and each once", () => {
    expect(() => ask(order, 3)).toThrow(expect.objectContaining({ code: "VALIDATION_ERROR" }));
    const { order: after } = ask(order, 2);
    expect(() => ask(after)).toThrow(expect.objectContaining({ code: "RETURN_EXCEEDS_SHIPMENT" }));
    const unsent = { ...fox(1), sku: "0103-09" };
    const wanted = { lines: [unsent], note: null, asker: "team", actor: "ada" } as const;
    expect(() => Return.request(order, wanted, now)).toThrow("0103-09 has not left us yet.");
  });

  it("may be asked for again once it was turned down", () => {
    const { order: asked } = ask(order, 2);
    const no = Return.reject(asked, "T1", { reason: "Worn.", actor: "ada" }, now);
    expect(no?.returned).toMatchObject({ status: "REJECTED", rejection: "Worn." });
    expect(no && ask(no.order, 2).returned.id).toBe("T2");
  });

  it("is open to the shopper for 30 days after sending, and to the team for ever", () => {
    expect(ask(order, 1, "shopper", days(30)).returned.id).toBe("T1");
    expect(() => ask(order, 1, "shopper", days(30.01))).toThrow(
      expect.objectContaining({ code: "RETURN_WINDOW_CLOSED" }),
    );
    expect(ask(order, 1, "team", days(300)).returned.id).toBe("T1");
  });

  it("counts the days from delivery where that is known", () => {
    const there = { ...shippedFoxes, deliveredAt: days(5).toISOString() };
    const late = mockPaidOrder({ status: "PROCESSING", fulfilments: [there] });
    expect(ask(late, 1, "shopper", days(35)).returned.id).toBe("T1");
  });

  describe("of pieces in several parcels", () => {
    const one = { lines: [{ sku: "0011-09", quantity: 1 }] };
    const first = mockFulfilment({ ...one, shippedAt: sent });
    const second = mockFulfilment({ ...one, id: "F2", shippedAt: days(20).toISOString() });
    const twice = mockPaidOrder({ status: "PROCESSING", fulfilments: [first, second] });
    const open = (from: Order, at: Date) => {
      const [item] = from.items;
      return item && Return.returnable(from, item, "shopper", at);
    };
    const over = expect.objectContaining({ code: "RETURN_WINDOW_CLOSED" });

    it("counts the days of each parcel", () => {
      expect([29, 31, 51].map((day) => open(twice, days(day)))).toEqual([2, 1, 0]);
      expect(() => ask(twice, 2, "shopper", days(31))).toThrow(over);
    });

    it("takes the oldest parcel's first, so what is left has the days of the younger one", () => {
      const { order: after } = ask(twice, 1, "shopper", days(25));
      expect([29, 31, 51].map((day) => open(after, days(day)))).toEqual([1, 1, 0]);
    });

    it("never lets a parcel whose days are over stand for one that is sent back in time", () => {
      const { order: after } = ask(twice, 1, "shopper", days(31));
      expect(open(after, days(32))).toBe(0);
      expect(() => ask(after, 1, "shopper", days(32))).toThrow(over);
      expect(ask(after, 1, "team", days(32)).returned.id).toBe("T2");
    });

    it("takes what came back before the second parcel left from the first", () => {
      const early = mockPaidOrder({ status: "PROCESSING", fulfilments: [first] });
      const back = ask(early, 1, "shopper", days(10)).order;
      const after = { ...back, fulfilments: [first, second] };
      expect([29, 31].map((day) => open(after, days(day)))).toEqual([1, 1]);
    });

    it("gives those of the oldest parcel to who keeps them for nothing", () => {
      const keep = { restock: false, reason: "Scratched", returnId: null, actor: "ada" };
      const { order: after } = Refund.request(twice, { ...keep, ...one }, now);
      expect([29, 31, 51].map((day) => open(after, days(day)))).toEqual([1, 1, 0]);
    });
  });

  it("leaves out pieces that the shopper keeps with their money back", () => {
    const keep = { restock: false, reason: "Scratched", returnId: null, actor: "ada" };
    const whole = mockPaidOrder({ status: "SHIPPED", fulfilments: [shippedFoxes] });
    const { order: after } = Refund.request(
      whole,
      { ...keep, lines: [{ sku: "0011-09", quantity: 1 }] },
      now,
    );
    const [item] = after.items;
    expect(item && Return.returnable(after, item, "shopper", now)).toBe(1);
  });

  it("goes from asked for over agreed and received to refunded, one step each, each once", () => {
    const { order: asked } = ask(order);
    expect(() => Return.receive(asked, "T1", { restock: true, actor: "ada" }, now)).toThrow(
      expect.objectContaining({ code: "RETURN_STATUS_CONFLICT" }),
    );
    const after = received();
    expect(after.returns[0]).toMatchObject({ status: "RECEIVED", restocked: true });
    expect(Return.receive(after, "T1", { restock: false, actor: "ada" }, now)).toBeUndefined();
    expect(() => Return.reject(after, "T1", { reason: "No", actor: "ada" }, now)).toThrow(
      expect.objectContaining({ code: "RETURN_STATUS_CONFLICT" }),
    );
    const { order: asking, refund } = refundOf(after);
    expect(refund).toMatchObject({ amount: 2400, returnId: "T1", lines: [{ quantity: 1 }] });
    const done = Outcome.succeed(asking, "R1", "re_1", now);
    expect(done?.order.returns[0]).toMatchObject({ status: "REFUNDED", refundId: "R1" });
    expect(done?.givenUp).toEqual([]);
    expect(done?.order.status).toBe("PROCESSING");
  });

  it("puts its pieces back into stock alone: a refund beside it may not do so a second time", () => {
    const beside = (lines?: { sku: string; quantity: number }[]) =>
      refundOf(received(), { returnId: null, restock: true, lines });
    const refusal = expect.objectContaining({
      code: "VALIDATION_ERROR",
      details: [expect.objectContaining({ field: "restock" })],
    });
    expect(() => beside()).toThrow(refusal);
    expect(() => beside([{ sku: "0011-09", quantity: 2 }])).toThrow(refusal);
    expect(beside([{ sku: "0011-09", quantity: 1 }]).refund.restock).toBe(true);
    const { order: turnedDown } =
      Return.reject(ask(order, 2).order, "T1", { reason: "Worn", actor: "ada" }, now) ?? ask(order);
    const lines = [{ sku: "0011-09", quantity: 2 }];
    expect(refundOf(turnedDown, { returnId: null, restock: true, lines }).refund.id).toBe("R1");
  });

  it("is refunded once: not before it came in, and not while a refund is under way", () => {
    const conflict = expect.objectContaining({ code: "RETURN_STATUS_CONFLICT" });
    expect(() => refundOf(ask(order).order)).toThrow(conflict);
    expect(() => refundOf(refundOf(received()).order)).toThrow(conflict);
    expect(() => refundOf(order)).toThrow(expect.objectContaining({ code: "RETURN_NOT_FOUND" }));
  });

  it("may be refunded anew where the provider refused, or the bank sent the money back", () => {
    const { order: asking } = refundOf(received());
    const refused = Outcome.fail(asking, "R1", "No.", now);
    expect(refused && refundOf(refused.order).refund.id).toBe("R2");
    const done = Outcome.succeed(asking, "R1", "re_1", now);
    const undone = done && Outcome.fail(done.order, "R1", "Sent back.", now);
    expect(undone?.order.returns[0]).toMatchObject({ status: "RECEIVED", refundId: null });
  });

  it.each([
    ["lines", { lines: [{ sku: "0011-09", quantity: 1 }] }],
    ["restock", { restock: true }],
  ])("decides itself what its refund says of %s", (field, change) => {
    expect(() => refundOf(received(), change)).toThrow(
      expect.objectContaining({
        code: "VALIDATION_ERROR",
        details: [expect.objectContaining({ field })],
      }),
    );
  });
});
