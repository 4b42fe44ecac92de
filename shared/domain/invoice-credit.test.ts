import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mockOrder } from "#data/order";
import { creditsOf } from "./invoice-credit.ts";
import type { Order, OrderItem } from "./order.ts";
import type { Refund } from "./refund.ts";
import { contained } from "./tax.ts";

const [item] = mockOrder().items;

function refund(id: number, overrides: Partial<Refund>): Refund {
  return {
    ...{ id: `R${id}`, status: "SUCCEEDED", amount: 0, lines: [], shipping: 0, restock: false },
    ...{ reason: "", returnId: null, intentId: null, stripeRefundId: null, failure: null },
    ...{ requestedAt: "", settledAt: null, actor: "staff" },
    ...overrides,
  };
}

/** An order of goods at the given rates, tax included, and what is owed at each. */
function orderOf(goods: readonly { percent: number; price: number; quantity: number }[]): Order {
  const items = goods.map(({ percent, price, quantity }, at): OrderItem => {
    const total = price * quantity;
    const tax = contained(total, percent);
    const line = { sku: `S${at}`, price, quantity, total, discount: 0, tax, taxPercent: percent };
    return { ...(item as OrderItem), ...line };
  });
  const byRate = Map.groupBy(items, (one) => one.taxPercent);
  const taxes = [...byRate].map(([percent, lines]) => {
    const gross = lines.reduce((sum, one) => sum + one.total, 0);
    const tax = contained(gross, percent);
    return { percent, net: gross - tax, tax };
  });
  const total = items.reduce((sum, one) => sum + one.total, 0);
  return mockOrder({ items, taxes, subtotal: total, shipping: 0, total });
}

describe("credits", () => {
  it("take the tax of their pieces' rates back, and no other", () => {
    const order = orderOf([
      { percent: 19, price: 1190, quantity: 2 },
      { percent: 7, price: 1070, quantity: 1 },
    ]);
    const refunds = [refund(1, { amount: 1190, lines: [{ sku: "S0", quantity: 1 }] })];
    const { credits, left } = creditsOf({ ...order, refunds }, order.taxes);
    expect(credits[0]?.taxes).toEqual([
      { percent: 19, net: 1000, tax: 190 },
      { percent: 7, net: 0, tax: 0 },
    ]);
    expect(left).toEqual([
      { percent: 19, net: 1000, tax: 190 },
      { percent: 7, net: 1000, tax: 70 },
    ]);
  });

  it("spread a sum for goodwill over what is left at each rate", () => {
    const order = orderOf([
      { percent: 19, price: 3000, quantity: 1 },
      { percent: 7, price: 1000, quantity: 1 },
    ]);
    const refunds = [refund(1, { amount: 400 })];
    const { credits } = creditsOf({ ...order, refunds }, order.taxes);
    expect(credits[0]?.taxes.map((one) => one.net + one.tax)).toEqual([300, 100]);
  });

  it("add up to the cent, and leave neither net nor tax of an order that went back whole", () => {
    const goods = fc.array(
      fc.record({
        percent: fc.constantFrom(19, 7, 0),
        price: fc.integer({ min: 1, max: 99_999 }),
        quantity: fc.integer({ min: 1, max: 5 }),
      }),
      { minLength: 1, maxLength: 6 },
    );
    const cuts = fc.array(fc.integer({ min: 1, max: 100_000 }), { maxLength: 6 });
    fc.assert(
      fc.property(goods, cuts, (bought, sums) => {
        const order = orderOf(bought);
        const amounts: number[] = [];
        for (const one of [...sums, order.total]) {
          const left = order.total - amounts.reduce((sum, each) => sum + each, 0);
          if (left > 0) amounts.push(Math.min(one, left));
        }
        const refunds = amounts.map((amount, at) => {
          const line = order.items[at];
          const lines = line && at % 2 === 0 ? [{ sku: line.sku, quantity: 1 }] : [];
          return refund(at + 1, { amount, lines });
        });
        const { credits, left } = creditsOf({ ...order, refunds }, order.taxes);

        for (const { refund: one, taxes } of credits) {
          expect(taxes.reduce((sum, each) => sum + each.net + each.tax, 0)).toBe(one.amount);
          for (const { net, tax } of taxes) expect(Math.min(net, tax)).toBeGreaterThanOrEqual(0);
        }
        for (const { net, tax } of left) expect([net, tax]).toEqual([0, 0]);
      }),
      { numRuns: 2_000 },
    );
  });
});
