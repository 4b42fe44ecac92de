import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mockPromotion } from "#data/promotion";
import { quote, type QuoteRequest } from "./pricing.ts";
import { differences, hash, holds, seal, showed } from "./quote-seal.ts";
import { DEFAULT_SETTINGS } from "./shop-settings.ts";

const fox = {
  sku: "0011-09",
  productId: "prod_0fox",
  category: "animals",
  taxClass: "standard",
  quantity: 2,
  price: 2400,
} as const;
const sunny = { promotion: mockPromotion(), used: 0, usedByCustomer: 0 };
const request: QuoteRequest = {
  settings: DEFAULT_SETTINGS,
  lines: [fox],
  promotions: [sunny],
  categories: [],
  country: "DE",
  method: "standard",
  now: new Date("2026-11-23T10:05:00Z"),
};
const shown = quote(request);
const asked = (change: Partial<QuoteRequest>) => quote({ ...request, ...change });
const taxed = (standard: number) => ({
  ...DEFAULT_SETTINGS,
  tax: { ...DEFAULT_SETTINGS.tax, elsewhere: { standard, reduced: 7 } },
});

/** Another quote, and what a shopper reads of the difference. */
const others = [
  [{ lines: [{ ...fox, price: 2600 }] }, "0011-09", "Fox was €24.00, is €26.00."],
  [{ lines: [{ ...fox, quantity: 3 }] }, "0011-09", "Fox: 2 became 3."],
  [{ lines: [fox, { ...fox, sku: "0012-09" }] }, "0012-09", "Fox is new in your basket."],
  [{ lines: [] }, "0011-09", "Fox is no longer in your basket."],
  [{ promotions: [] }, "promotion", "SUNNY10 no longer applies."],
  [
    { promotions: [{ ...sunny, promotion: mockPromotion({ active: false }) }] },
    "promotion",
    "SUNNY10 is no longer valid.",
  ],
  [
    {
      promotions: [
        { ...sunny, promotion: mockPromotion({ effect: { kind: "amount", amount: 500 } }) },
      ],
    },
    "promotion",
    "SUNNY10 took €4.80 off, takes €5.00.",
  ],
  [{ method: "express" }, "shipping", "The delivery was €4.90, is €9.90."],
  [{ settings: taxed(20) }, "tax", "The tax on Fox was 19%, is 20%."],
] as const;

describe("a quote that clients carry", () => {
  it("holds for the very same figures, whenever and wherever they are reckoned", () => {
    expect(holds(seal(shown), asked({ country: "FR", now: new Date() }))).toBe(true);
    expect(seal(shown).startsWith(`${hash(shown)}.`)).toBe(true);
  });

  it.each(others)("does not hold for %j, and says what differs", (change, field, message) => {
    const now = asked(change);
    expect(holds(seal(shown), now)).toBe(false);
    expect(differences(seal(shown), now, () => "Fox")).toContainEqual({ field, message });
  });

  it("tells more than one difference at once", () => {
    const now = asked({ lines: [{ ...fox, price: 2600 }], promotions: [], method: "express" });
    const fields = differences(seal(shown), now, () => "Fox").map((one) => one.field);
    expect(fields).toEqual(["0011-09", "promotion", "shipping"]);
  });

  it("remembers which promotions the shopper saw, and counts them where it cannot tell", () => {
    expect(showed(seal(shown), "promo_sunny")).toBe(true);
    expect(showed(seal(asked({ promotions: [] })), "promo_sunny")).toBe(false);
    expect(showed(hash(shown), "promo_sunny")).toBe(true);
  });

  it("is never believed: whatever is sent in its place, there is a sober answer", () => {
    const figures = fc.oneof(
      fc.string(),
      fc.json(),
      fc.constant(`{"lines":[["0011-09",1e400,-1,"x"]],"promotions":[],"shipping":0,"total":0}`),
      fc.constant("[".repeat(4_000)),
    );
    fc.assert(
      fc.property(figures, (text) => {
        const sent = `${"x".repeat(43)}.${Buffer.from(text).toString("base64url")}`;
        expect(holds(sent, shown)).toBe(false);
        expect(differences(sent, shown, () => "Fox")).toEqual([
          { field: "quote", message: "The total is €48.10 now." },
        ]);
      }),
    );
  });
});
