import { describe, expect, it } from "vitest";
import { mockOrder } from "#data/order";
import { toPublic } from "./order-view.ts";

const now = new Date("2026-11-23T10:05:00Z");

describe("what the API says of an order", () => {
  const payment = { ...mockOrder().payment, sessionId: "cs_1", url: "https://pay.example/cs_1" };

  it("names the payment page only while it can be paid there", () => {
    const pending = mockOrder({ payment });
    expect(toPublic(pending, now).paymentUrl).toBe(payment.url);
    expect(toPublic(pending, new Date("2026-11-23T10:31:00Z")).paymentUrl).toBeNull();
    expect(toPublic(mockOrder({ payment, status: "PAID" }), now).paymentUrl).toBeNull();
  });

  it("keeps cart, session and account to itself", () => {
    const shown = toPublic(mockOrder({ userId: "sub", payment }), now);
    for (const secret of ["userId", "cartId", "payment", "storeUrl"]) {
      expect(shown).not.toHaveProperty(secret);
    }
  });
});
