import { describe, expect, it } from "vitest";
import { updateSettings } from "../../../../shared/contracts/settings.ts";
import { readTiers, type Settings, toBody, toDraft, writeTiers } from "./settings-draft.ts";

const settings: Settings = {
  currency: "EUR",
  country: "DE",
  seller: {
    name: "Parasol",
    address: ["Kastanienallee 12", "10435 Berlin", "Germany"],
    taxNumber: "DE000000000",
    email: "shop@parasol.example",
  },
  tax: {
    included: true,
    countries: { CH: { standard: 8.1, reduced: 2.6 } },
    elsewhere: { standard: 19, reduced: 7 },
  },
  shipping: {
    zones: [
      {
        name: "Everywhere",
        countries: [],
        rates: [
          { method: "standard", tiers: [{ from: 0, price: 4.9 }], freeFrom: 50 },
          {
            method: "express",
            tiers: [
              { from: 0, price: 9.9 },
              { from: 100, price: 4.9 },
            ],
            freeFrom: null,
          },
        ],
      },
    ],
  },
  version: 3,
  updatedAt: null,
};

describe("the shop's settings, typed", () => {
  it("come out as they went in, and the API takes them", () => {
    const { body } = toBody(toDraft(settings), settings);
    const { updatedAt: _, ...sent } = settings;
    expect(body).toEqual(sent);
    expect(updateSettings.body.safeParse(body).success).toBe(true);
  });
  it("write tiers as people do, with a comma or a point", () => {
    const tiers = [
      { from: 0, price: 4.9 },
      { from: 30, price: 2.9 },
    ];
    expect(writeTiers(tiers)).toBe("4.90, from 30.00: 2.90");
    expect(readTiers("4,90, from 30: 2,90")).toEqual(tiers);
    expect(readTiers("free")).toBeUndefined();
    expect(readTiers("")).toBeUndefined();
  });
  it("name what is no number by the API's own path", () => {
    const draft = { ...toDraft(settings), elsewhere: { standard: "a lot", reduced: "7" } };
    expect(toBody(draft, settings).errors).toEqual({
      "tax.elsewhere.standard": "A number of percent.",
    });
  });
});
