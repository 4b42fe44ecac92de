import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as Pricing from "./pricing.ts";

const line = fc.record({
  price: fc.integer({ min: 0, max: 1_000_000 }),
  quantity: fc.integer({ min: 1, max: 99 }),
});
const lines = fc.array(line, { maxLength: 45 });
const method = fc.constantFrom("standard", "express");

describe("the sums of a cart", () => {
  it("add up: lines make the subtotal, and the subtotal with shipping the total", () => {
    fc.assert(
      fc.property(lines, method, (all, by) => {
        const totals = Pricing.totals(all, by);
        const sum = all.map(Pricing.lineTotal).reduce((a, b) => a + b, 0);
        expect(totals.subtotal).toBe(sum);
        expect(totals.total).toBe(totals.subtotal - totals.discount + totals.shipping);
      }),
    );
  });

  it("contain a tax that is whole cents and 19 % of the net amount", () => {
    fc.assert(
      fc.property(lines, method, (all, by) => {
        const { tax, total } = Pricing.totals(all, by);
        expect(Number.isSafeInteger(tax)).toBe(true);
        // The net amount's 19 %, off by the half cent of rounding at most.
        expect(Math.abs(tax - (total - tax) * 0.19)).toBeLessThanOrEqual(0.5 * 1.19 + 1e-6);
      }),
    );
  });

  it("match the drawings: three figurines for 86 euros, sent free, 13.73 tax inside", () => {
    const bought = [2400, 2600, 3600].map((price) => ({ price, quantity: 1 }));
    expect(Pricing.totals(bought, "standard")).toEqual({
      subtotal: 8600,
      discount: 0,
      shipping: 0,
      tax: 1373,
      total: 8600,
    });
  });

  it("send free from 50.00 on, and not a cent earlier", () => {
    expect(Pricing.shippingPrice("standard", 4_999, 1)).toBe(490);
    expect(Pricing.shippingPrice("standard", 5_000, 1)).toBe(0);
    expect(Pricing.shippingPrice("express", 5_000, 1)).toBe(990);
  });

  it("charge nothing for sending nothing", () => {
    expect(Pricing.totals([], "express").total).toBe(0);
  });
});
