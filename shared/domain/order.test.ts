import { describe, expect, it } from "vitest";
import { mockOrder } from "#data/order";
import * as Order from "./order.ts";

const now = new Date("2026-11-23T10:05:00Z");
const received = { sessionId: "cs_1", intentId: "pi_1", method: "visa 4242" };
const fulfilment = { carrier: "DHL", trackingNumber: "42", shippedAt: now.toISOString() };

describe("an order's life", () => {
  it("leads from placed over paid to shipped, one version and one entry at a time", () => {
    const {
      status: _,
      version: __,
      createdAt,
      updatedAt: ___,
      fulfilments: ____,
      ...content
    } = mockOrder();
    const placed = Order.place(content, new Date(createdAt));
    expect(placed.order).toMatchObject({ status: "PENDING", version: 1 });
    const paid = Order.pay(placed.order, received, now);
    expect(paid.order).toMatchObject({ status: "PAID", version: 2, payment: received });
    const shipped = Order.ship(paid.order, fulfilment, "ada", now);
    expect(shipped.order).toMatchObject({ status: "SHIPPED", version: 3 });
    expect(shipped.event).toMatchObject({ version: 3, kind: "shipped", actor: "ada" });
  });

  it.each(Order.STATUSES.filter((status) => status !== "PENDING" && status !== "CANCELLED"))(
    "cannot be paid once it is %s",
    (status) => {
      expect(() => Order.pay(mockOrder({ status }), received, now)).toThrow(/cannot become PAID/);
    },
  );

  it.each(["PENDING", "SHIPPED", "DELIVERED", "CANCELLED", "REFUNDED"] as const)(
    "cannot be shipped while it is %s",
    (status) => {
      expect(() => Order.ship(mockOrder({ status }), fulfilment, "ada", now)).toThrow(
        expect.objectContaining({ code: "ORDER_STATUS_CONFLICT" }),
      );
    },
  );

  it("takes a payment that comes after its hold had ended, and says so", () => {
    const { order, event } = Order.pay(mockOrder({ status: "CANCELLED" }), received, now);
    expect(order.status).toBe("PAID");
    expect(event.detail).toContain("after the hold had ended");
  });

  it("ends for good when it is refunded", () => {
    const order = mockOrder({ status: "REFUNDED" });
    for (const status of Order.STATUSES) {
      expect(Order.mayBecome(order.status, status)).toBe(false);
    }
  });
});

describe("what the API says of an order", () => {
  const payment = { ...mockOrder().payment, sessionId: "cs_1", url: "https://pay.example/cs_1" };

  it("names the payment page only while it can be paid there", () => {
    const pending = mockOrder({ payment });
    expect(Order.toPublic(pending, now).paymentUrl).toBe(payment.url);
    expect(Order.toPublic(pending, new Date("2026-11-23T10:31:00Z")).paymentUrl).toBeNull();
    expect(Order.toPublic(mockOrder({ payment, status: "PAID" }), now).paymentUrl).toBeNull();
  });

  it("keeps cart, session and account to itself", () => {
    const shown = Order.toPublic(mockOrder({ userId: "sub", payment }), now);
    for (const secret of ["userId", "cartId", "payment", "storeUrl"]) {
      expect(shown).not.toHaveProperty(secret);
    }
  });
});
