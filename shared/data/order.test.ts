import { describe, expect, it } from "vitest";
import { orderMessage } from "#contracts/messages";
import * as Orders from "./order.ts";

/** An item as the first version of the shop wrote it: shipped, with none of the later fields. */
function oldItem() {
  const { refunds: _, returns: __, promotions: ___, taxes: ____, ...order } = Orders.mockOrder();
  const { taxIncluded: _____, quote: ______, ...first } = order;
  return {
    ...Orders.key(first.orderNumber),
    type: "Order",
    ...first,
    status: "SHIPPED",
    items: first.items.map(
      ({ backordered: _b, discount: _d, tax: _t, taxPercent: _p, ...item }) => item,
    ),
    fulfilments: [
      { carrier: "DHL", trackingNumber: "0034", shippedAt: "2026-11-20T09:00:00.000Z" },
    ],
  };
}

describe("an order's item", () => {
  it("fault 42: of the first days still reads: all of it left, in one parcel", () => {
    expect(Orders.parse(oldItem())).toMatchObject({
      refunds: [],
      returns: [],
      items: [{ sku: "0011-09", discount: 0, backordered: 0 }],
      fulfilments: [
        {
          id: "F1",
          lines: [{ sku: "0011-09", quantity: 2 }],
          trackingUrl: null,
          deliveredAt: null,
          actor: "system",
        },
      ],
    });
  });

  it("fault 42: may hold what only later code knows", () => {
    const later = { ...oldItem(), giftCards: [{ code: "G1" }] };
    expect(Orders.parse(later).orderNumber).toBe("P-261123-7F3KQ");
  });
});

describe("a message of the orders queue", () => {
  it("fault 42: that was queued before there were refunds is still an event of Stripe", () => {
    const old = { kind: "stripe.event", id: "evt_1", type: "charge.refunded", created: 1 };
    expect(orderMessage.parse({ ...old, field: "unknown" })).toEqual(old);
  });
});
