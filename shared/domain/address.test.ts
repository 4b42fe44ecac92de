import { describe, expect, it } from "vitest";
import { mockOrder } from "#data/order";
import * as Address from "./address.ts";

describe("a postcode", () => {
  it.each([
    ["DE", "10435"],
    ["AT", "1010"],
    ["CH", "8001"],
    ["FR", "75001"],
    ["NL", "1012 AB"],
    ["NL", "1012ab"],
    ["GB", "SW1A 1AA"],
    ["GB", "m1 1ae"],
    ["US", "94103-1234"],
    ["IT", "00184"],
    ["ES", "28013"],
    ["SE", "111 22"],
    ["PL", "00-950"],
    ["HK", "none"],
  ])("of %s may read %s", (country, postalCode) => {
    expect(Address.postcodeProblem(country, postalCode)).toBeUndefined();
  });

  it.each([
    ["DE", "1043", "German postcodes have five digits."],
    ["AT", "10435", "Austrian postcodes have four digits."],
    ["NL", "10435", "Dutch postcodes read like 1012 AB."],
    ["GB", "10435", "British postcodes read like SW1A 1AA."],
    ["US", "1043", "American ZIP codes have five digits, or nine with a hyphen."],
  ])("of %s may not read %s", (country, postalCode, message) => {
    expect(Address.postcodeProblem(country, postalCode)).toBe(message);
  });
});

describe("an address", () => {
  const good = mockOrder().shippingAddress;

  it("is fine as people write it", () => {
    expect(Address.problems(good, "shippingAddress")).toEqual([]);
  });

  it("names the field that is wrong", () => {
    expect(Address.problems({ ...good, postalCode: "1" }, "billingAddress")).toEqual([
      { field: "billingAddress.postalCode", message: "German postcodes have five digits." },
    ]);
  });

  it.each(["name", "line1", "city"] as const)("has a %s that can be read", (part) => {
    expect(Address.problems({ ...good, [part]: "\u200b\u2060 \u202e" }, "to")).toEqual([
      { field: `to.${part}`, message: "Must not be empty." },
    ]);
    for (const text of ["鶴 7", "Ōsaka", "7", "🦊"]) {
      expect(Address.problems({ ...good, [part]: text }, "to")).toEqual([]);
    }
  });

  it.each(["ZZ", "XQ", "de", "", "UK", "EU", "DD", "YU", "UN", "XA"])(
    "does not go to %j",
    (country) => {
      const [problem] = Address.problems({ ...good, country }, "shippingAddress");
      expect(problem?.field).toBe("shippingAddress.country");
    },
  );

  it("goes to each of the 249 countries of ISO 3166-1, and to Kosovo", () => {
    const letters = Array.from({ length: 26 }, (_, at) => String.fromCharCode(65 + at));
    const codes = letters.flatMap((first) => letters.map((second) => first + second));
    const known = codes.filter((code) => Address.countryName(code) !== undefined);
    expect(known).toHaveLength(250);
    expect(known).toContain("XK");
    expect(Address.countryName("GB")).toBe("United Kingdom");
  });

  it("is asked for as its country writes it", () => {
    expect(Address.formOf("DE")).toEqual({ postcode: "Postcode", figures: true, region: null });
    expect(Address.formOf("US")).toEqual({ postcode: "ZIP code", figures: true, region: "State" });
    expect(Address.formOf("IE")).toMatchObject({ postcode: "Eircode", figures: false });
    expect(Address.postcodeProblem("IE", "10435")).toMatch(/^An Eircode /);
    // A hyphen is on no keypad of figures.
    expect(Address.formOf("PL").figures).toBe(false);
  });

  it("stands line by line, with its region where it has one", () => {
    const address = { ...good, line2: "Floor 2", region: "ON", country: "CA" };
    expect(Address.lines(address).slice(2)).toEqual([
      "Floor 2",
      `${good.postalCode} ${good.city}`,
      "ON",
      "Canada",
    ]);
    expect(Address.lines({ ...good, country: "YU" }).at(-1)).toBe("YU");
  });
});
