import { describe, expect, it } from "vitest";
import * as Id from "./id.ts";

describe("ids", () => {
  it("writes an order number from the UTC day", () => {
    const number = Id.newOrderNumber(new Date("2026-11-23T23:59:59Z"));
    expect(number).toMatch(/^P-261123-/);
    expect(number).toMatch(Id.ORDER_NUMBER);
  });

  it("sorts ULIDs by time", () => {
    const early = Id.newUlid(new Date(1_000));
    const late = Id.newUlid(new Date(2_000));
    expect(early < late).toBe(true);
    expect(early).toHaveLength(26);
  });

  it("draws no id twice in 10,000", () => {
    const drawn = new Set(Array.from({ length: 10_000 }, () => Id.newCartId()));
    expect(drawn.size).toBe(10_000);
  });

  it("tells a product id from a slug", () => {
    expect(Id.isProductId(Id.newProductId())).toBe(true);
    expect(Id.isProductId("fox")).toBe(false);
  });
});
