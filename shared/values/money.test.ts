import { describe, expect, it } from "vitest";
import * as Money from "./money.ts";

describe("money", () => {
  it("goes to the wire and back without losing a cent", () => {
    for (let minor = 0; minor < 200_000; minor += 7) {
      expect(Money.fromMajor(Money.toMajor(minor))).toBe(minor);
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

  it("speaks to people", () => {
    expect(Money.format(2400)).toBe("€24.00");
  });
});
