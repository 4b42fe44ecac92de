import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mockPromotion } from "#data/promotion";
import { CURRENCIES, type Currency, type Minor } from "#values/money";
import { type GoodsLine, type Quote, quote, type QuoteRequest } from "./pricing.ts";
import { EFFECT_KINDS, type Offered } from "./promotion.ts";
import { shareOf, shippingShareOf } from "./refund-share.ts";
import { SHIPPING_METHODS } from "./shipping.ts";
import { DEFAULT_SETTINGS } from "./shop-settings.ts";
import { TAX_CLASSES } from "./tax.ts";

const now = new Date("2026-11-23T10:05:00Z");
const SHELVES = ["animals", "birds", "food"];
const categories = [
  { slug: "animals", name: "Animals", parent: null, path: "animals", position: 1, version: 1 },
  {
    slug: "birds",
    name: "Birds",
    parent: "animals",
    path: "animals/birds",
    position: 1,
    version: 1,
  },
  { slug: "food", name: "Food", parent: null, path: "food", position: 2, version: 1 },
];

const percent = fc.integer({ min: 0, max: 30_000 }).map((thousandths) => thousandths / 1_000);
const rates = fc.record({ standard: percent, reduced: percent });
const line = fc.record({
  productId: fc.constantFrom("prod_a", "prod_b", "prod_c"),
  category: fc.constantFrom(...SHELVES),
  taxClass: fc.constantFrom(...TAX_CLASSES),
  quantity: fc.integer({ min: 1, max: 99 }),
  price: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 1_000_000_000 })),
});
const lines = fc
  .array(line, { maxLength: 8 })
  .map((all) => all.map((one, at): GoodsLine => ({ ...one, sku: `S${at}` })));

const offered = fc
  .record({
    kind: fc.constantFrom(...EFFECT_KINDS),
    percent: fc.integer({ min: 1, max: 100_000 }).map((thousandths) => thousandths / 1_000),
    amount: fc.integer({ min: 1, max: 100_000 }),
    coded: fc.boolean(),
    combines: fc.boolean(),
    minimum: fc.constantFrom(0, 0, 100, 10_000),
    products: fc.subarray(["prod_a", "prod_b"]),
    categories: fc.subarray(SHELVES),
    maxUses: fc.constantFrom(null, 1, 3),
    used: fc.integer({ min: 0, max: 3 }),
  })
  .map(
    ({ kind, percent: part, amount, coded, used, ...rest }) =>
      (id: string): Offered => ({
        promotion: mockPromotion({
          ...rest,
          id,
          code: coded ? id.toUpperCase() : null,
          effect:
            kind === "percent"
              ? { kind, percent: part }
              : kind === "amount"
                ? { kind, amount }
                : { kind },
        }),
        used,
        usedByCustomer: 0,
      }),
  );

const request: fc.Arbitrary<QuoteRequest<Currency>> = fc
  .record({
    currency: fc.constantFrom(...CURRENCIES),
    included: fc.boolean(),
    elsewhere: rates,
    french: rates,
    country: fc.constantFrom("DE", "FR"),
    lines,
    promotions: fc.array(offered, { maxLength: 4 }),
    method: fc.constantFrom(...SHIPPING_METHODS),
    tiers: fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 3 }),
    freeFrom: fc.constantFrom(null, 0, 5_000),
  })
  .map(({ currency, included, elsewhere, french, promotions, tiers, freeFrom, ...rest }) => {
    const rate = {
      tiers: tiers.map((price, at) => ({ from: at * 1_000, price })),
      freeFrom,
    };
    return {
      ...rest,
      settings: {
        ...DEFAULT_SETTINGS,
        currency,
        tax: { included, countries: { FR: french }, elsewhere },
        shipping: {
          zones: [
            {
              name: "Everywhere",
              countries: [],
              rates: SHIPPING_METHODS.map((method) => ({ ...rate, method })),
            },
          ],
        },
      },
      promotions: promotions.map((make, at) => make(`promo${at}`)),
      categories,
      now,
    };
  });

const RUNS = { numRuns: 3_000 };

const sum = (amounts: readonly Minor[]): Minor => amounts.reduce((a, b) => a + b, 0);

function asOrder({ lines: items, taxIncluded, total }: Quote<Currency>) {
  return { items, taxIncluded, total };
}

describe("a quote", () => {
  it("fault 12: the lines add up to the total in every currency", () => {
    fc.assert(
      fc.property(request, (asked) => {
        const made = quote(asked);
        expect(made.currency).toBe(asked.settings.currency);
        expect(sum(made.lines.map((one) => one.total))).toBe(made.subtotal);
        expect(sum(made.lines.map((one) => one.discount))).toBe(made.discount);
        expect(sum(made.taxes.map((one) => one.tax))).toBe(made.tax);
        const due = made.subtotal - made.discount + made.shipping;
        expect(made.total).toBe(made.taxIncluded ? due : due + made.tax);
        expect(sum(made.taxes.map((one) => one.net + one.tax))).toBe(made.total);
        for (const amount of [made.subtotal, made.discount, made.shipping, made.tax, made.total]) {
          expect(Number.isSafeInteger(amount)).toBe(true);
          expect(amount).toBeGreaterThanOrEqual(0);
        }
      }),
      RUNS,
    );
  });

  it("never discounts a line below zero, and the lines' taxes leave the delivery its own", () => {
    fc.assert(
      fc.property(request, (asked) => {
        const made = quote(asked);
        for (const one of made.lines) {
          expect(one.total).toBe(one.price * one.quantity);
          expect(one.discount).toBeGreaterThanOrEqual(0);
          expect(one.discount).toBeLessThanOrEqual(one.total);
          expect(one.tax).toBeGreaterThanOrEqual(0);
        }
        const ofDelivery = made.tax - sum(made.lines.map((one) => one.tax));
        expect(ofDelivery).toBeGreaterThanOrEqual(0);
        if (made.shipping === 0) expect(ofDelivery).toBe(0);
      }),
      RUNS,
    );
  });

  it("lets its promotions take off what the discount says, and each problem takes nothing", () => {
    fc.assert(
      fc.property(request, (asked) => {
        const { promotions, discount } = quote(asked);
        const goods = promotions.filter((one) => one.kind !== "shipping");
        expect(sum(goods.map((one) => one.amount))).toBe(discount);
        for (const { amount, problem } of promotions) expect(amount === 0).toBe(problem !== null);
      }),
      RUNS,
    );
  });

  it("is never dearer for a promotion", () => {
    fc.assert(
      fc.property(request, (asked) => {
        expect(quote(asked).total).toBeLessThanOrEqual(quote({ ...asked, promotions: [] }).total);
      }),
      RUNS,
    );
  });

  it("fault 12: partial refunds, in whatever parts, come to what was paid and no more", () => {
    const cuts = fc.array(fc.tuple(fc.nat(7), fc.integer({ min: 1, max: 120 })), { maxLength: 30 });
    fc.assert(
      fc.property(request, cuts, (asked, parts) => {
        const made = quote(asked);
        const order = asOrder(made);
        const before: { sku: string; quantity: number }[] = [];
        let given = 0;
        for (const [at, quantity] of parts) {
          const piece = { sku: `S${at}`, quantity };
          const share = shareOf(order, [piece], before);
          expect(share).toBeGreaterThanOrEqual(0);
          given += share;
          before.push(piece);
        }
        const goods = made.total - shippingShareOf(order);
        expect(given).toBeLessThanOrEqual(goods);
        const rest = made.lines.map(({ sku, quantity }) => ({ sku, quantity }));
        expect(given + shareOf(order, rest, before)).toBe(goods);
        if (made.taxIncluded) expect(shippingShareOf(order)).toBe(made.shipping);
      }),
      RUNS,
    );
  });
});

const goods = (prices: readonly Minor[], change: Partial<GoodsLine> = {}): GoodsLine[] =>
  prices.map((price, at) => ({
    sku: `S${at}`,
    productId: `prod_${at}`,
    category: "animals",
    taxClass: "standard",
    quantity: 1,
    price,
    ...change,
  }));

const plain = (change: Partial<QuoteRequest> = {}): QuoteRequest => ({
  settings: DEFAULT_SETTINGS,
  lines: goods([2400, 2600, 3600]),
  promotions: [],
  categories,
  country: "DE",
  method: "standard",
  now,
  ...change,
});

describe("the demo shop", () => {
  it("matches the drawings: three figurines for 86 euros, sent free, 13.73 tax inside", () => {
    expect(quote(plain())).toMatchObject({
      subtotal: 8600,
      discount: 0,
      shipping: 0,
      tax: 1373,
      total: 8600,
      taxes: [{ percent: 19, net: 7227, tax: 1373 }],
    });
  });

  it("sends free from 50.00 on, and not a cent earlier", () => {
    const shipping = (price: Minor, method: "standard" | "express") =>
      quote(plain({ lines: goods([price]), method })).shipping;
    expect(shipping(4_999, "standard")).toBe(490);
    expect(shipping(5_000, "standard")).toBe(0);
    expect(shipping(5_000, "express")).toBe(990);
  });

  it("charges nothing for sending nothing", () => {
    expect(quote(plain({ lines: [], method: "express" })).total).toBe(0);
  });
});

/** Tax that is added, 20 % in Germany; 10 for the post. */
const added: QuoteRequest["settings"] = {
  ...DEFAULT_SETTINGS,
  tax: {
    included: false,
    countries: { DE: { standard: 20, reduced: 5 } },
    elsewhere: { standard: 0, reduced: 0 },
  },
  shipping: {
    zones: [
      {
        name: "Germany",
        countries: ["DE"],
        rates: [
          {
            method: "standard",
            tiers: [
              { from: 0, price: 1_000 },
              { from: 5_000, price: 600 },
            ],
            freeFrom: 10_000,
          },
        ],
      },
      {
        name: "Elsewhere",
        countries: [],
        rates: [{ method: "express", tiers: [{ from: 0, price: 2_000 }], freeFrom: null }],
      },
    ],
  },
};

const offer = (change: Parameters<typeof mockPromotion>[0]): Offered => ({
  promotion: mockPromotion(change),
  used: 0,
  usedByCustomer: 0,
});

describe("tax by country and class", () => {
  const mixed = [
    ...goods([1_000]),
    ...goods([3_000], { sku: "R", taxClass: "reduced" }),
    ...goods([500], { sku: "Z", taxClass: "zero" }),
  ];

  it("is owed at each rate, and the delivery shares the rates of the goods by their worth", () => {
    const made = quote(plain({ settings: added, lines: mixed }));
    expect(made.taxes).toEqual([
      { percent: 20, net: 1_222, tax: 244 },
      { percent: 5, net: 3_667, tax: 183 },
      { percent: 0, net: 611, tax: 0 },
    ]);
    expect(made).toMatchObject({ shipping: 1_000, tax: 427, total: 5_927 });
    expect(made.lines.map((one) => one.taxPercent)).toEqual([20, 5, 0]);
  });

  it("goes by where the goods are sent", () => {
    expect(quote(plain({ settings: added, lines: mixed, country: "FR" })).tax).toBe(0);
  });

  it("does not move the delivery to a higher rate when the other goods are discounted", () => {
    const bought = mixed.filter((one) => one.taxClass !== "reduced");
    const promotions = [offer({ products: ["prod_0"], effect: { kind: "amount", amount: 1 } })];
    const untaxed = bought.map((one) => ({ ...one, productId: `prod_${one.sku}` }));
    const onZero = [offer({ products: ["prod_Z"], effect: { kind: "percent", percent: 100 } })];
    const without = quote(plain({ settings: added, lines: untaxed }));
    expect(quote(plain({ settings: added, lines: bought, promotions })).tax).toBeLessThanOrEqual(
      without.tax,
    );
    expect(quote(plain({ settings: added, lines: untaxed, promotions: onZero })).tax).toBe(
      without.tax,
    );
  });

  it("is contained to a tenth of a percent where the rate has one", () => {
    const swiss = { standard: 8.1, reduced: 2.6 };
    const tax = { included: true, countries: { CH: swiss }, elsewhere: swiss };
    const settings = { ...DEFAULT_SETTINGS, tax };
    const made = quote(plain({ settings, country: "CH", lines: goods([10_810]) }));
    expect(made.taxes).toEqual([{ percent: 8.1, net: 10_000, tax: 810 }]);
  });
});

describe("delivery by zone and method", () => {
  const shipping = (prices: Minor[], country = "DE") =>
    quote(plain({ settings: added, lines: goods(prices), country }));

  it("goes by tiers of what the goods are worth, and is free from a sum on", () => {
    const costs = [4_999, 5_000, 9_999, 10_000].map((price) => shipping([price]).shipping);
    expect(costs).toEqual([1_000, 600, 600, 0]);
  });

  it("takes the method that is on offer where the goods go", () => {
    expect(shipping([100], "FR")).toMatchObject({ method: "express", shipping: 2_000 });
  });

  it("is none where no zone has the country", () => {
    const zones = added.shipping.zones.slice(0, 1);
    const settings = { ...added, shipping: { zones } };
    const made = quote(plain({ settings, country: "FR" }));
    expect(made).toMatchObject({ method: null, shippingOptions: [], shipping: 0 });
  });
});

describe("promotions together", () => {
  const code = (id: string, change: object) => offer({ id, code: id, combines: false, ...change });
  const amounts = (promotions: Offered[]) =>
    quote(plain({ promotions })).promotions.map((one) => [one.code, one.amount]);

  it("add up where all combine: percentages of what is left, then amounts", () => {
    const combining = [
      code("FIVE", { combines: true, effect: { kind: "amount", amount: 500 } }),
      code("HALF", { combines: true, effect: { kind: "percent", percent: 50 } }),
      code("TENTH", { combines: true, effect: { kind: "percent", percent: 10 } }),
    ];
    expect(amounts(combining)).toEqual([
      ["FIVE", 500],
      ["HALF", 4_300],
      ["TENTH", 430],
    ]);
  });

  it("stand alone where one does not: the greater saving wins, and the combining win a tie", () => {
    const two = (saved: number) => [
      code("A", { combines: true, effect: { kind: "amount", amount: 300 } }),
      code("B", { combines: true, effect: { kind: "amount", amount: 200 } }),
      code("C", { effect: { kind: "amount", amount: saved } }),
    ];
    expect(amounts(two(501))).toEqual([
      ["A", 0],
      ["B", 0],
      ["C", 501],
    ]);
    expect(amounts(two(500))).toEqual([
      ["A", 300],
      ["B", 200],
      ["C", 0],
    ]);
  });

  it("take no more than the goods that they go with are worth", () => {
    const made = quote(
      plain({
        promotions: [
          code("BIG", {
            combines: true,
            products: ["prod_0"],
            effect: { kind: "amount", amount: 99_999 },
          }),
          code("MORE", {
            combines: true,
            products: ["prod_0"],
            effect: { kind: "amount", amount: 100 },
          }),
        ],
      }),
    );
    expect(made.lines.map((one) => one.discount)).toEqual([2_400, 0, 0]);
    expect(made.promotions[1]).toMatchObject({
      amount: 0,
      problem: "MORE finds nothing left to take off.",
      refused: false,
    });
  });
});
