import { describe, expect, it } from "vitest";
import { mockFulfilment, mockOrder, mockPaidOrder } from "#data/order";
import { cancelPaid, type Canceller, cancellable } from "./cancellation.ts";
import { STATUSES } from "./order.ts";
import * as Refund from "./refund.ts";
import * as Outcome from "./refund-outcome.ts";

const now = new Date("2026-11-25T10:05:00Z");
const by = (who: Canceller, restock = true) => ({ who, actor: "ada", reason: null, restock });

describe("cancelling", () => {
  it("is the shopper's until it is packed, and the team's until something has left", () => {
    const open = (who: Canceller) =>
      STATUSES.filter((status) => cancellable(mockPaidOrder({ status }), who));
    expect(open("shopper")).toEqual(["PENDING", "PAID"]);
    expect(open("team")).toEqual(["PENDING", "PAID", "PROCESSING"]);
    const half = mockPaidOrder({ status: "PROCESSING", fulfilments: [mockFulfilment()] });
    expect(cancellable(half, "team")).toBe(false);
    expect(() => cancelPaid(half, by("team"), now)).toThrow("something has left already");
  });

  it("waits while the bank decides", () => {
    const payment = { ...mockOrder().payment, undecided: true };
    expect(cancellable(mockOrder({ payment }), "shopper")).toBe(false);
  });

  it("of a paid order gives back what is left of the money, and all goods", () => {
    const asked = {
      lines: [{ sku: "0011-09", quantity: 1 }],
      restock: true,
      reason: "One too many",
    };
    const first = Refund.request(mockPaidOrder(), { ...asked, returnId: null, actor: "ada" }, now);
    const { order, refund, givenUp, event } = cancelPaid(first.order, by("shopper"), now);
    expect(order).toMatchObject({ status: "CANCELLED", version: first.order.version + 1 });
    expect(refund).toMatchObject({ id: "R2", amount: 6690, status: "REQUESTED" });
    expect(givenUp).toEqual([
      { sku: "0011-09", waived: 0, restocked: 2 },
      { sku: "0103-09", waived: 0, restocked: 1 },
    ]);
    // The refund that was on its way puts none of them back a second time.
    expect(Outcome.succeed(order, "R1", "re_1", now)?.givenUp).toEqual([]);
    expect(event).toMatchObject({ title: "Order cancelled", detail: "€66.90 goes back." });
  });

  it("leaves pieces of a refund on its way where that says, and forgets none if it fails", () => {
    const asked = { lines: [{ sku: "0011-09", quantity: 1 }], reason: "Scratched" };
    const broken = { ...asked, restock: false, returnId: null, actor: "ada" };
    const first = Refund.request(mockPaidOrder(), broken, now);
    const { order, givenUp } = cancelPaid(first.order, by("shopper"), now);
    expect(givenUp[0]).toEqual({ sku: "0011-09", waived: 0, restocked: 1 });
    const failed = Outcome.fail(order, "R1", "No.", now);
    expect(failed?.order.status).toBe("CANCELLED");
    const again = { restock: true, reason: "Again", returnId: null, actor: "ada" };
    expect(() => failed && Refund.request(failed.order, again, now)).toThrow("given up when");
  });

  it("gives goods up once where its money is all on its way already", () => {
    const asked = { amount: 9090, reason: "All", restock: false, returnId: null, actor: "ada" };
    const first = Refund.request(mockPaidOrder(), asked, now);
    const { order, refund, givenUp } = cancelPaid(first.order, by("shopper"), now);
    expect([refund, givenUp.map((one) => one.restocked)]).toEqual([undefined, [2, 1]]);
    const failed = Outcome.fail(order, "R1", "No.", now)?.order ?? order;
    const again = Refund.request(failed, { ...asked, amount: undefined }, now);
    expect(Outcome.succeed(again.order, "R2", "re_2", now)?.givenUp).toEqual([]);
  });

  it("gives goods up once: the refund that follows moves none", () => {
    const { order, refund } = cancelPaid(mockPaidOrder(), by("shopper"), now);
    const done = refund && Outcome.succeed(order, refund.id, "re_1", now);
    expect(done?.givenUp).toEqual([]);
    expect(done?.order.status).toBe("CANCELLED");
  });

  it("may keep the goods out of stock, and still ends the waiting for those to come", () => {
    const [fox] = mockPaidOrder().items;
    if (!fox) throw new Error("no items");
    const order = mockPaidOrder({ items: [{ ...fox, backordered: 1 }] });
    expect(cancelPaid(order, by("team", false), now).givenUp).toEqual([
      { sku: "0011-09", waived: 1, restocked: 0 },
    ]);
  });

  it("of an order that cost nothing gives nothing back", () => {
    const free = mockPaidOrder({ total: 0 });
    expect(cancelPaid(free, by("shopper"), now).refund).toBeUndefined();
  });

  it.each(["SHIPPED", "DELIVERED", "CANCELLED", "REFUNDED"] as const)(
    "is refused once it is %s",
    (status) => {
      expect(() => cancelPaid(mockPaidOrder({ status }), by("team"), now)).toThrow(
        expect.objectContaining({ code: "ORDER_STATUS_CONFLICT" }),
      );
    },
  );
});
