import { describe, expect, it } from "vitest";
import type { Order } from "./order.ts";
import { paidBack, stepsOf, stillToCome } from "./order-steps.ts";

const item = (sku: string, name: string, quantity: number): Order["items"][number] => ({
  sku,
  productId: `prod_${sku}`,
  slug: name.toLowerCase(),
  name,
  options: { height: "9 cm" },
  image: null,
  tint: null,
  quantity,
  price: 24,
  total: 24 * quantity,
  backordered: 0,
  discount: 0,
  tax: 0,
  taxPercent: 19,
});

function order(overrides: Partial<Order> = {}): Order {
  return {
    orderNumber: "P-261123-7K2QX",
    status: "PAID",
    email: "maren@example.com",
    items: [item("0011-09", "Fox", 2), item("0387-14", "Rocket", 1)],
    subtotal: 72,
    discount: 0,
    tax: 11.5,
    shipping: 0,
    total: 72,
    currency: "EUR",
    promotions: [],
    taxes: [],
    taxIncluded: true,
    shippingMethod: "standard",
    shippingAddress: {
      name: "Maren Holt",
      line1: "Kastanienallee 12",
      city: "Berlin",
      postalCode: "10435",
      country: "DE",
    },
    billingAddress: null,
    paymentMethod: "visa 4242",
    paymentUrl: null,
    paymentProblem: null,
    fulfilments: [],
    refunds: [],
    returns: [],
    cancellable: true,
    returnable: [],
    createdAt: "2026-11-23T10:00:00.000Z",
    updatedAt: "2026-11-23T10:00:00.000Z",
    ...overrides,
  };
}

const parcel = (overrides: Partial<Order["fulfilments"][number]> = {}) => ({
  id: "F1",
  lines: [{ sku: "0011-09", quantity: 1 }],
  carrier: "DHL",
  trackingNumber: "00340",
  trackingUrl: "https://dhl.example/00340",
  shippedAt: "2026-11-24T10:00:00.000Z",
  deliveredAt: null,
  ...overrides,
});

const refund = (overrides: Partial<Order["refunds"][number]> = {}) => ({
  id: "R1",
  status: "SUCCEEDED" as const,
  amount: 24,
  lines: [{ sku: "0387-14", quantity: 1 }],
  shipping: 0,
  returnId: null,
  requestedAt: "2026-11-25T10:00:00.000Z",
  settledAt: "2026-11-25T10:00:05.000Z",
  ...overrides,
});

const titles = (of: Order) => stepsOf(of).map((step) => step.title);

describe("what happened to an order", () => {
  it("begins with the payment and waits to be packed", () => {
    expect(titles(order())).toEqual(["Ordered and paid", "Waiting to be packed"]);
    expect(titles(order({ status: "PROCESSING" })).at(-1)).toBe("Being packed");
  });
  it("names each parcel where there are several, with its way to follow it", () => {
    const steps = stepsOf(order({ status: "PROCESSING", fulfilments: [parcel()] }));
    expect(steps.map((step) => step.title)).toEqual([
      "Ordered and paid",
      "Parcel 1 left us",
      "The rest follows",
    ]);
    expect(steps[1]).toMatchObject({
      detail: "Fox; with DHL, 00340",
      link: { label: "Follow it", url: "https://dhl.example/00340" },
    });
    expect(steps[2]?.detail).toBe("2 figurines still to come.");
  });
  it("counts what was paid back before it left as no longer owed", () => {
    const sent = parcel({ lines: [{ sku: "0011-09", quantity: 2 }] });
    const of = order({ status: "SHIPPED", fulfilments: [sent], refunds: [refund()] });
    expect(stillToCome(of)).toBe(0);
    expect(titles(of)).toEqual([
      "Ordered and paid",
      "Your parcel left us",
      "€24.00 paid back to Visa 4242",
    ]);
  });
  it("still owes a piece whose fellow came back after it had left", () => {
    const sent = parcel({ lines: [{ sku: "0011-09", quantity: 2 }] });
    const back = refund({ lines: [{ sku: "0011-09", quantity: 1 }], returnId: "T1" });
    expect(stillToCome(order({ fulfilments: [sent], refunds: [back] }))).toBe(1);
  });
  it("does not say that money is back while it is on its way", () => {
    const asked = refund({ status: "REQUESTED", settledAt: null });
    const gone = refund({ amount: 0.1 });
    const more = refund({ id: "R2", amount: 0.2 });
    expect(paidBack(order({ refunds: [asked, gone, more] }))).toBe(0.3);
    expect(titles(order({ status: "CANCELLED", refunds: [asked] }))).toContain(
      "€24.00 on its way back to Visa 4242",
    );
  });
  it("says nothing of a payment that never was", () => {
    expect(titles(order({ status: "CANCELLED", paymentMethod: null }))).toEqual(["Ordered"]);
  });
  it("gives the reason of a return that was turned down", () => {
    const of = order({
      status: "DELIVERED",
      fulfilments: [parcel({ lines: order().items, deliveredAt: "2026-11-26T10:00:00.000Z" })],
      returns: [
        {
          id: "T1",
          status: "REJECTED",
          lines: [{ sku: "0011-09", quantity: 1, reason: "Changed my mind" }],
          note: null,
          rejection: "It was chewed on.",
          requestedAt: "2026-11-27T10:00:00.000Z",
          updatedAt: "2026-11-28T10:00:00.000Z",
          refundId: null,
        },
      ],
    });
    expect(stepsOf(of).at(-1)).toMatchObject({
      title: "We could not take it back",
      detail: "Fox. It was chewed on.",
    });
  });
});
