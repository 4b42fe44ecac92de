import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as Money from "./money.ts";

describe("money", () => {
  it("goes to the wire and back without losing a unit, in every currency", () => {
    for (const currency of Money.CURRENCIES) {
      for (let minor = 0; minor < 200_000; minor += 7) {
        expect(Money.fromMajor(Money.toMajor(minor, currency), currency)).toBe(minor);
      }
    }
  });

  it("has the digits that ISO 4217 gives a currency", () => {
    expect(Money.toMajor(1_999, "JPY")).toBe(1_999);
    expect(Money.toMajor(1_999, "KWD")).toBe(1.999);
    expect(Money.fromMajor(0.5, "JPY")).toBeUndefined();
    expect(Money.format(1_999, "JPY")).toBe("¥1,999");
    // What the platform knows of currencies agrees with our table.
    for (const currency of Money.CURRENCIES) {
      const digits = new Intl.NumberFormat("en", { style: "currency", currency });
      const { maximumFractionDigits } = digits.resolvedOptions();
      expect(Money.toMajor(1, currency)).toBe(10 ** -(maximumFractionDigits ?? 0));
    }
  });

  it("refuses a third digit, infinity and what a double cannot hold", () => {
    expect(Money.fromMajor(29.999)).toBeUndefined();
    expect(Money.fromMajor(Number.POSITIVE_INFINITY)).toBeUndefined();
    expect(Money.fromMajor(1e300)).toBeUndefined();
  });

  it("rounds half away from zero and never gives minus zero", () => {
    expect(Money.round(0.5)).toBe(1);
    expect(Money.round(-0.5)).toBe(-1);
    expect(Object.is(Money.round(-0.2), 0)).toBe(true);
  });

  it("takes portions by the same rounding, exactly, however large", () => {
    expect(Money.portion(15, 1, 10)).toBe(2);
    expect(Money.portion(-15, 1, 10)).toBe(-2);
    expect(Object.is(Money.portion(-1, 1, 10), 0)).toBe(true);
    // 1.005 · 100 is 100.49999999999999 to a double.
    expect(Money.portion(100, 1_005, 1_000)).toBe(101);
    expect(Money.portion(9_000_000_000_000_001, 999, 1_000)).toBe(8_991_000_000_000_001);
  });

  it("fault 12: is divided so that the parts add up, each within a unit of its share", () => {
    const weights = fc.array(fc.integer({ min: 0, max: 1_000_000_000 }), {
      minLength: 1,
      maxLength: 50,
    });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), weights, (total, all) => {
        const parts = Money.allocate(total, all);
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total);
        const sum = all.reduce((one, other) => one + other, 0);
        for (const [at, part] of parts.entries()) {
          const share = sum === 0 ? total / all.length : (total * (all[at] ?? 0)) / sum;
          expect(Math.abs(part - share)).toBeLessThan(1);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("gives what is left over to the largest remainders, earlier ones first among equals", () => {
    expect(Money.allocate(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(Money.allocate(10, [3, 3, 4])).toEqual([3, 3, 4]);
    expect(Money.allocate(5, [1, 2, 3])).toEqual([1, 2, 2]);
    expect(Money.allocate(7, [0, 0])).toEqual([4, 3]);
    expect(Money.allocate(7, [])).toEqual([]);
  });

  it("speaks to people", () => {
    expect(Money.format(2400)).toBe("€24.00");
  });
});
