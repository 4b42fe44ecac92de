import { describe, expect, it } from "vitest";
import { readMeans } from "./cards.ts";

const NOW = Date.UTC(2026, 10, 23);
const good = { card: "4242 4242 4242 4242", exp: "04 / 29", cvc: "123", name: "" };

describe("a card as typed", () => {
  it("is read without spaces, in either way to write a year", () => {
    expect(readMeans({ ...good, exp: "4/2029", name: " Maren " }, NOW)).toEqual({
      means: {
        kind: "card",
        number: "4242424242424242",
        expMonth: 4,
        expYear: 2029,
        name: "Maren",
      },
    });
  });

  it("is good to the last day of its month", () => {
    expect(readMeans({ ...good, exp: "11 / 26" }, NOW)).toHaveProperty("means");
    expect(readMeans({ ...good, exp: "10 / 26" }, NOW)).toEqual({
      errors: { exp: "This card has expired. Try another." },
    });
  });

  it.each([
    ["a wrong digit", { card: "4242 4242 4242 4241" }, "card"],
    ["no number", { card: "" }, "card"],
    ["letters", { card: "four two" }, "card"],
    ["a number that could be somebody's own", { card: "4539 5787 6362 1486" }, "card"],
    ["a thirteenth month", { exp: "13 / 29" }, "exp"],
    ["no expiry", { exp: "" }, "exp"],
    ["no code", { cvc: "" }, "cvc"],
    ["a code of two digits", { cvc: "12" }, "cvc"],
    ["three digits where this brand has four", { card: "378282246310005", cvc: "123" }, "cvc"],
  ])("with %s is told so at the field", (_, typed, field) => {
    const result = readMeans({ ...good, ...typed }, NOW);
    expect("errors" in result && Object.keys(result.errors)).toEqual([field]);
  });
});
