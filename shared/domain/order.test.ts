import { describe, expect, it } from "vitest";
import { mockOrder } from "#data/order";
import { ship } from "./fulfilment.ts";
import * as Order from "./order.ts";
import { pay } from "./order-payment.ts";

const now = new Date("2026-11-23T10:05:00Z");
const received = { sessionId: "cs_1", intentId: "pi_1", method: "visa 4242" };
const parcel = { carrier: "DHL", trackingNumber: "42", trackingUrl: null, actor: "ada" };

describe("an order's life", () => {
  it("leads from placed over paid to shipped, one version and one entry at a time", () => {
    const {
      status: _,
      version: __,
      createdAt,
      updatedAt: ___,
      fulfilments: ____,
      refunds: _____,
      returns: ______,
      ...content
    } = mockOrder();
    const placed = Order.place(content, new Date(createdAt));
    expect(placed.order).toMatchObject({ status: "PENDING", version: 1 });
    const paid = pay(placed.order, received, now);
    expect(paid.order).toMatchObject({ status: "PAID", version: 2, payment: received });
    const shipped = ship(paid.order, parcel, now);
    expect(shipped.order).toMatchObject({ status: "SHIPPED", version: 3 });
    expect(shipped.event).toMatchObject({ version: 3, kind: "shipped", actor: "ada" });
  });

  it.each(Order.STATUSES.filter((status) => status !== "PENDING" && status !== "CANCELLED"))(
    "cannot be paid once it is %s",
    (status) => {
      expect(() => pay(mockOrder({ status }), received, now)).toThrow(/cannot become PAID/);
    },
  );

  it.each(["PENDING", "SHIPPED", "DELIVERED", "CANCELLED", "REFUNDED"] as const)(
    "cannot be shipped while it is %s",
    (status) => {
      expect(() => ship(mockOrder({ status }), parcel, now)).toThrow(
        expect.objectContaining({ code: "ORDER_STATUS_CONFLICT" }),
      );
    },
  );

  it("takes a payment that comes after its hold had ended, and says so", () => {
    const { order, event } = pay(mockOrder({ status: "CANCELLED" }), received, now);
    expect(order.status).toBe("PAID");
    expect(event.detail).toContain("after the hold had ended");
  });

  it("comes back from a refund only to where its parcels are, and from a cancellation never", () => {
    const from = (status: Order.OrderStatus) =>
      Order.STATUSES.filter((next) => Order.mayBecome(status, next));
    expect(from("REFUNDED")).toEqual(["PROCESSING", "SHIPPED", "DELIVERED"]);
    expect(from("CANCELLED")).toEqual(["PAID"]);
  });
});
