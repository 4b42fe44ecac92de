import { describe, expect, it } from "vitest";
import {
  count,
  day,
  days,
  fee,
  figurineNumber,
  firstName,
  options,
  pieces,
  price,
  reduction,
  shortPrice,
  weekday,
} from "./format.ts";

describe("amounts", () => {
  it("are euros with both digits", () => {
    expect(price(24)).toBe("€24.00");
    expect(price(1234.5)).toBe("€1,234.50");
  });
  it("are short on chips, where they are whole", () => {
    expect(shortPrice(15)).toBe("€15");
    expect(shortPrice(15.5)).toBe("€15.50");
  });
  it("of nothing are free", () => {
    expect(fee(0)).toBe("Free");
    expect(fee(4.9)).toBe("€4.90");
  });
  it("never promise more reduction than there is", () => {
    expect(reduction(24, 32)).toBe(25);
    expect(reduction(28, 35)).toBe(20);
    expect(reduction(20, 29.99)).toBe(33);
  });
});

describe("numbers", () => {
  it("are grouped by thousands", () => {
    expect(count(1004)).toBe("1,004");
  });
  it("of figurines have four digits", () => {
    expect(figurineNumber(11)).toBe("No. 0011");
    expect(figurineNumber(10412)).toBe("No. 10412");
  });
  it("agree with what they count", () => {
    expect(pieces(1, "figurine")).toBe("1 figurine");
    expect(pieces(3, "figurine")).toBe("3 figurines");
  });
});

describe("days", () => {
  const at = (text: string) => new Date(`${text}T12:00:00Z`);
  it("share their month where they have one", () => {
    expect(days(at("2026-11-25"), at("2026-11-27"))).toBe("25 to 27 November");
    expect(days(at("2026-11-30"), at("2026-12-02"))).toBe("30 November to 2 December");
  });
  it("that are one day are said once", () => {
    expect(days(at("2026-11-25"), at("2026-11-25"))).toBe("25 November");
  });
  it("have names", () => {
    expect(weekday(at("2026-11-23"))).toBe("Monday");
    expect(day("2026-11-23T12:00:00.000Z")).toBe("23 November 2026");
  });
});

describe("words", () => {
  it("name what was chosen", () => {
    expect(options({ height: "9 cm" })).toBe("9 cm");
    expect(options({ colour: "Red", height: "9 cm" })).toBe("Red, 9 cm");
    expect(options({})).toBe("");
  });
  it("greet by the first name", () => {
    expect(firstName("  Maren Holt ")).toBe("Maren");
  });
});
