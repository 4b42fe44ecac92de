import { describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "#domain/shop-settings";
import {
  deliverySentence,
  postage,
  reaches,
  roadCaption,
  served,
  type Terms,
  taxSentence,
} from "./terms.ts";

const rate = (
  method: "standard" | "express",
  price: number,
  freeFrom: number | null = null,
  ...tiers: { from: number; price: number }[]
) => ({ method, tiers: [{ from: 0, price }, ...tiers], freeFrom });

function terms(...zones: Terms["shipping"]["zones"][number][]): Terms {
  return { ...DEFAULT_SETTINGS, country: "AT", shipping: { zones } };
}

const alps = {
  name: "Alps",
  countries: ["AT", "CH"],
  rates: [rate("standard", 300, 9_000, { from: 4_000, price: 150 })],
};
const others = { name: "Others", countries: [], rates: [rate("express", 2_000)] };

describe("what pages say of delivery and tax", () => {
  it("is what the demo shop says where staff have saved nothing", () => {
    expect(roadCaption(DEFAULT_SETTINGS)).toBe("2 to 4 days on the road, free from €50");
    expect(postage(DEFAULT_SETTINGS)).toBe(4.9);
    expect(deliverySentence(DEFAULT_SETTINGS)).toBe(
      "Post takes two to four more: €4.90, free from €50.00. Express takes one: €9.90.",
    );
    expect(reaches(DEFAULT_SETTINGS)).toHaveLength(1);
    expect(taxSentence(DEFAULT_SETTINGS)).toBe("All prices include VAT.");
  });

  it("is what staff have saved: tiers, zones, and the shop's own country first", () => {
    const found = reaches(terms(alps, others));
    expect(found[0]).toEqual({
      countries: [
        { code: "AT", name: "Austria" },
        { code: "CH", name: "Switzerland" },
      ],
      ways: [
        {
          name: "Post",
          road: "Two to four working days on the road",
          fee: "€3.00, €1.50 from €40.00, free from €90.00",
        },
      ],
    });
    expect(found[1]?.countries.map(({ code }) => code)).toContain("DE");
    expect(found[1]?.ways).toMatchObject([{ name: "Express", fee: "€20.00" }]);
  });

  it("names no country that no zone reaches", () => {
    expect(served(terms(alps)).map(({ code }) => code)).toEqual(["AT", "CH"]);
    expect(served({ ...terms(alps), country: "DE" }).map(({ code }) => code)).toEqual(["AT", "CH"]);
  });

  it("promises nothing free where it never is, and says where it always is", () => {
    const dear = terms({ ...alps, rates: [rate("standard", 300)] });
    expect(roadCaption(dear)).toBe("2 to 4 days on the road, €3");
    const free = terms({ ...alps, rates: [rate("standard", 300, 0)] });
    expect([roadCaption(free), postage(free)]).toEqual(["2 to 4 days on the road, free", 0]);
    const fast = terms({ ...alps, rates: [rate("express", 650)] });
    expect([roadCaption(fast), postage(fast)]).toEqual(["1 day on the road, €6.50", 6.5]);
    expect(deliverySentence(fast)).toBe("Express takes one more: €6.50.");
    expect(postage(terms({ ...alps, countries: ["CH"] }))).toBeUndefined();
  });

  it("says that tax comes on top where it does", () => {
    const tax = { ...DEFAULT_SETTINGS.tax, included: false };
    expect(taxSentence({ ...DEFAULT_SETTINGS, tax })).toBe("VAT comes on top of all prices.");
  });
});
