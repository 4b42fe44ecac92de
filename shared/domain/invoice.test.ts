import { describe, expect, it } from "vitest";
import { mockOrder } from "#data/order";
import { invoiceOf } from "./invoice.ts";
import type { Order } from "./order.ts";
import type { Refund } from "./refund.ts";
import { DEMO_SELLER } from "./seller.ts";

const PAID_AT = "2026-11-23T10:04:00.000Z";

function paidOrder(overrides: Partial<Order> = {}): Order {
  const order = mockOrder({ status: "PAID", ...overrides });
  return { ...order, payment: { ...order.payment, paidAt: PAID_AT, method: "visa 4242" } };
}

function refund(overrides: Partial<Refund> & { amount: number }): Refund {
  return {
    ...{ id: "R1", status: "SUCCEEDED", lines: [], shipping: 0, restock: false, reason: "" },
    ...{ returnId: null, intentId: null, stripeRefundId: "re_1", failure: null, actor: "staff" },
    ...{ requestedAt: "2026-11-25T10:00:00.000Z", settledAt: "2026-11-25T10:00:01.000Z" },
    ...overrides,
  };
}

const invoice = (overrides: Partial<Order> = {}) => invoiceOf(paidOrder(overrides), DEMO_SELLER);
const fact = (label: string, overrides: Partial<Order> = {}) =>
  invoice(overrides).facts.find((one) => one.label === label)?.value;

describe("An invoice", () => {
  it("says who sold what to whom, when, and under which number", () => {
    const { number, seller, buyer, lines, facts } = invoice();

    expect(number).toBe("R-261123-7F3KQ");
    expect(seller).toBe(DEMO_SELLER);
    expect(buyer).toEqual(["Maren Holt", "Kastanienallee 12", "10435 Berlin", "Germany"]);
    expect(facts.slice(0, 3)).toEqual([
      { label: "Invoice", value: "R-261123-7F3KQ" },
      { label: "Date", value: "23 November 2026" },
      { label: "Order", value: "P-261123-7F3KQ" },
    ]);
    expect(lines).toEqual([
      {
        position: 1,
        name: "Fox",
        detail: "9 cm · 0011-09",
        quantity: 2,
        price: 2400,
        taxPercent: 19,
        amount: 4800,
      },
    ]);
  });

  it("adds up: sums to the total, and net and tax of all rates to the same", () => {
    const { sums, total, taxes } = invoice({
      discount: 500,
      total: 4790,
      tax: 765,
      taxes: [{ percent: 19, net: 4025, tax: 765 }],
    });

    expect(sums.reduce((sum, one) => sum + one.amount, 0)).toBe(total.amount);
    expect(taxes.reduce((sum, one) => sum + one.net + one.tax, 0)).toBe(total.amount);
  });

  it("names the day of dispatch once goods have left, and of the payment until then", () => {
    expect(fact("Paid")).toBe("23 November 2026");
    const fulfilments = ["2026-11-24T08:00:00.000Z", "2026-11-26T08:00:00.000Z"].map(
      (shippedAt, at) => ({
        id: `F${at + 1}`,
        lines: [{ sku: "0011-09", quantity: 1 }],
        carrier: null,
        trackingNumber: null,
        trackingUrl: null,
        shippedAt,
        deliveredAt: null,
        actor: "staff",
      }),
    );
    expect(fact("Delivered", { fulfilments })).toBe("24 November 2026, 26 November 2026");
  });

  it("counts days where the shop is: half past eleven in London is tomorrow in Berlin", () => {
    expect(fact("Ordered", { createdAt: "2026-11-23T23:30:00.000Z" })).toBe("24 November 2026");
  });

  it("goes to the billing address, and says where the goods go if that is elsewhere", () => {
    expect(invoice().deliveredTo).toBeNull();
    const { shippingAddress } = mockOrder();
    const billingAddress = { ...shippingAddress, name: "Holt GmbH" };
    const { buyer, deliveredTo } = invoice({ billingAddress });
    expect(buyer[0]).toBe("Holt GmbH");
    expect(deliveredTo?.[0]).toBe("Maren Holt");
  });

  it("names each discount, and who made the delivery free", () => {
    const used = { promotionId: "promo_1", counted: true, countedForCustomer: false };
    const promotions = [
      { ...used, code: "SUN10", title: "Ten off", kind: "percent", amount: 300 } as const,
      { ...used, code: null, title: "Summer", kind: "amount", amount: 200 } as const,
      { ...used, code: "POST", title: "Free post", kind: "shipping", amount: 490 } as const,
    ];
    expect(invoice({ promotions, discount: 500, shipping: 0, total: 4300 }).sums).toEqual([
      { label: "Goods", amount: 4800 },
      { label: "Ten off (SUN10)", amount: -300 },
      { label: "Summer", amount: -200 },
      { label: "Delivery by post, free by Free post (POST)", amount: 0 },
    ]);
    expect(invoice({ discount: 500, total: 4790 }).sums).toContainEqual({
      label: "Discount",
      amount: -500,
    });
  });

  it("adds tax that the prices do not contain before the total", () => {
    const taxes = [
      { percent: 19, net: 4000, tax: 760 },
      { percent: 7, net: 1290, tax: 90 },
    ];
    const { sums, total, notes } = invoice({ taxIncluded: false, taxes, tax: 850, total: 6140 });
    expect(sums.slice(-2)).toEqual([
      { label: "VAT 19%", amount: 760 },
      { label: "VAT 7%", amount: 90 },
    ]);
    expect(sums.reduce((sum, one) => sum + one.amount, 0)).toBe(total.amount);
    expect(notes).toContain("VAT is added to the prices.");
  });

  it("credits what went back, and says what remains at each rate", () => {
    const refunds = [
      refund({ amount: 2400, lines: [{ sku: "0011-09", quantity: 1 }], reason: "Broken." }),
      refund({ id: "R2", amount: 490, shipping: 490, reason: "Late." }),
      refund({ id: "R3", amount: 100, status: "FAILED" }),
      refund({ id: "R4", amount: 5290, intentId: "pi_another" }),
    ];
    const { credits, remains, taxes } = invoice({ refunds });
    expect(credits).toEqual([
      { label: "Refund R1, 25 November 2026", detail: "1 Fox: Broken.", amount: -2400 },
      { label: "Refund R2, 25 November 2026", detail: "delivery: Late.", amount: -490 },
    ]);
    expect(remains).toEqual({ label: "Remains", amount: 2400 });
    expect(taxes).toEqual([
      { label: "19%", net: 4445, tax: 845, gross: 5290 },
      { label: "19% credited", net: -2428, tax: -462, gross: -2890 },
      { label: "19% remains", net: 2017, tax: 383, gross: 2400 },
    ]);
  });

  it("says nothing of credits where none was made", () => {
    expect(invoice()).toMatchObject({ credits: [], remains: null });
  });

  it("does not exist before the order is paid", () => {
    expect(() => invoiceOf(mockOrder(), DEMO_SELLER)).toThrow(
      expect.objectContaining({ code: "ORDER_STATUS_CONFLICT" }),
    );
  });
});
