import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mockStock } from "#data/stock";
import * as Stock from "./stock.ts";

const count = fc.integer({ min: 0, max: 1_000_000 });
const opening = { sku: "0011-09", productId: "prod_new", quantity: 5 };
const at = "2026-11-23T10:05:00.000Z";

describe("stock", () => {
  it("opens with what was given", () => {
    expect(Stock.open(undefined, opening, at)).toMatchObject({
      onHand: 5,
      available: 5,
      version: 1,
    });
  });

  it("keeps what orders hold when a SKU is sold again, and its books are right", () => {
    fc.assert(
      fc.property(count, count, count, (available, reserved, quantity) => {
        const before = mockStock({ available, reserved, onHand: available + reserved });
        const after = Stock.open(before, { ...opening, quantity }, at);
        expect(after).toMatchObject({ available: quantity, reserved, version: 2 });
        expect(Stock.contradictions(after)).toEqual([]);
      }),
    );
  });

  it("says what is wrong with counters that contradict each other", () => {
    const broken = mockStock({ available: -1, reserved: 3, onHand: 1 });
    expect(Stock.contradictions(broken)).toEqual([
      "available is negative",
      "on hand is not the sum",
    ]);
  });
});
