import { describe, expect, it } from "vitest";
import { mockPaidOrder } from "#data/order";
import * as Fulfilment from "./fulfilment.ts";
import type { Order } from "./order.ts";
import * as Refund from "./refund.ts";

const now = new Date("2026-11-25T10:05:00Z");
const fox = (quantity: number) => ({ sku: "0011-09", quantity });
const octopus = (quantity: number) => ({ sku: "0103-09", quantity });
const parcel = { carrier: "DHL", trackingNumber: "42", trackingUrl: null, actor: "ada" };

const ship = (order: Order, lines?: readonly { sku: string; quantity: number }[]) =>
  Fulfilment.ship(order, { ...parcel, lines }, now);

describe("a parcel", () => {
  it("takes everything that is left where nothing is named", () => {
    const { order, fulfilment, event } = ship(mockPaidOrder());
    expect(fulfilment).toMatchObject({ id: "F1", lines: [fox(2), octopus(1)], deliveredAt: null });
    expect(order.status).toBe("SHIPPED");
    expect(event).toMatchObject({ title: "Handed to the carrier", detail: "DHL 42" });
  });

  it("may take a part: the order is PROCESSING until the rest has left", () => {
    const first = ship(mockPaidOrder(), [fox(1)]);
    expect(first.order.status).toBe("PROCESSING");
    expect(first.event.detail).toBe("DHL 42: 1 Fox");
    const second = ship(first.order, [octopus(1)]);
    expect(second.order.status).toBe("PROCESSING");
    const third = ship(second.order);
    expect(third.fulfilment).toMatchObject({ id: "F3", lines: [fox(1)] });
    expect(third.order.status).toBe("SHIPPED");
  });

  it.each([
    ["FULFILMENT_EXCEEDS_ORDER", "lines.0.quantity", [fox(2)]],
    ["VALIDATION_ERROR", "lines.0.quantity", [fox(3)]],
    ["VALIDATION_ERROR", "lines.0.sku", [{ sku: "9999-99", quantity: 1 }]],
    ["VALIDATION_ERROR", "lines.1.sku", [octopus(1), octopus(1)]],
    ["VALIDATION_ERROR", "lines", []],
  ])("is refused as %s naming %s", (code, field, lines) => {
    const { order } = ship(mockPaidOrder(), [fox(1)]);
    expect(() => ship(order, lines)).toThrow(
      expect.objectContaining({ code, details: [expect.objectContaining({ field })] }),
    );
  });

  it.each(["PENDING", "SHIPPED", "DELIVERED", "CANCELLED", "REFUNDED"] as const)(
    "cannot leave while the order is %s",
    (status) => {
      expect(() => ship(mockPaidOrder({ status }))).toThrow(
        expect.objectContaining({ code: "ORDER_STATUS_CONFLICT" }),
      );
    },
  );

  it("leaves out what is refunded, or about to be", () => {
    const asked = { restock: false, reason: "Gone.", returnId: null, actor: "ada" };
    const { order } = Refund.request(mockPaidOrder(), { ...asked, lines: [fox(1)] }, now);
    expect(ship(order).fulfilment.lines).toEqual([fox(1), octopus(1)]);
    expect(() => ship(order, [fox(2)])).toThrow("Only 1 of 0011-09 are left to send.");
  });
});

describe("an arrival", () => {
  it("of the last parcel makes the order DELIVERED, and is told once", () => {
    const first = ship(mockPaidOrder(), [fox(2)]);
    const there = Fulfilment.deliver(first.order, "F1", "ada", now);
    expect(there?.order.status).toBe("PROCESSING");
    const second = there && ship(there.order);
    expect(second?.order.status).toBe("SHIPPED");
    const all = second && Fulfilment.deliver(second.order, "F2", "ada", now);
    expect(all?.order.status).toBe("DELIVERED");
    expect(all?.event).toMatchObject({ title: "Delivered", detail: "1 Octopus" });
    expect(all && Fulfilment.deliver(all.order, "F2", "ada", now)).toBeUndefined();
  });

  it("of an unknown parcel is refused", () => {
    expect(() => Fulfilment.deliver(mockPaidOrder(), "F1", "ada", now)).toThrow(
      expect.objectContaining({ code: "FULFILMENT_NOT_FOUND" }),
    );
  });
});

describe("packing", () => {
  it("makes a paid order PROCESSING, once", () => {
    const step = Fulfilment.pack(mockPaidOrder(), "ada", now);
    expect(step?.order.status).toBe("PROCESSING");
    expect(step && Fulfilment.pack(step.order, "ada", now)).toBeUndefined();
  });

  it.each(["PENDING", "SHIPPED", "DELIVERED", "CANCELLED", "REFUNDED"] as const)(
    "is refused while it is %s",
    (status) => {
      expect(() => Fulfilment.pack(mockPaidOrder({ status }), "ada", now)).toThrow(
        expect.objectContaining({ code: "ORDER_STATUS_CONFLICT" }),
      );
    },
  );
});
