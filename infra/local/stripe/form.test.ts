import { describe, expect, it } from "vitest";
import { parseForm } from "./form.ts";

describe("a form in Stripe's brackets", () => {
  it("becomes objects and arrays, text at the leaves", () => {
    expect(
      parseForm("mode=payment&line_items[0][quantity]=2&line_items[1][quantity]=1&a[b][c]=d%20e"),
    ).toEqual({
      mode: "payment",
      line_items: [{ quantity: "2" }, { quantity: "1" }],
      a: { b: { c: "d e" } },
    });
  });

  it("appends for empty brackets, in the order of arrival", () => {
    expect(parseForm("expand[]=line_items&expand[]=payment_intent")).toEqual({
      expand: ["line_items", "payment_intent"],
    });
  });

  it("keeps metadata that looks like a number a text", () => {
    expect(parseForm("metadata[order]=12")).toEqual({ metadata: { order: "12" } });
  });

  it.each(["a=1&a[b]=2", `a${"[x]".repeat(40)}=1`])("refuses %s", (encoded) => {
    expect(() => parseForm(encoded)).toThrow("Invalid form encoding");
  });

  it("reaches no prototype", () => {
    expect(parseForm("__proto__[polluted]=yes")).not.toHaveProperty("polluted");
    expect({}).not.toHaveProperty("polluted");
  });
});
