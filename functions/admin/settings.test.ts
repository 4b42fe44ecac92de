import { beforeAll, describe, expect, it } from "vitest";
import type { Client } from "../../infra/testing/client.ts";
import { openShop, type Shop } from "../../infra/testing/shop.ts";

let shop: Shop;
let admin: Client;
beforeAll(async () => {
  shop = await openShop();
  admin = await shop.staff();
});

describe("the shop's settings", () => {
  it("are the demo shop's, are replaced under their version, and read back", async () => {
    const { version, updatedAt: _, ...settings } = (await admin.get("/admin/settings")).body.data;
    expect(settings).toMatchObject({
      currency: "EUR",
      country: "DE",
      tax: { included: true, elsewhere: { standard: 19, reduced: 7 } },
    });
    expect(settings.shipping.zones[0].rates[0]).toEqual({
      method: "standard",
      tiers: [{ from: 0, price: 4.9 }],
      freeFrom: 50,
    });
    // The other tests go on with the same shop, so nothing but its version changes.
    const saved = await admin.put("/admin/settings", { ...settings, version });
    expect(saved.status).toBe(200);
    expect(saved.body.data).toMatchObject({ ...settings, version: version + 1 });
    expect((await admin.get("/admin/settings")).body.data).toEqual(saved.body.data);
    const stale = await admin.put("/admin/settings", { ...settings, version });
    expect([stale.status, stale.body.error.code]).toEqual([409, "SETTINGS_CHANGED"]);
  });

  it("stand on the pages as soon as they are saved", async () => {
    const {
      version: _,
      updatedAt: __,
      ...settings
    } = (await admin.get("/admin/settings")).body.data;
    const imprint = async () => {
      await shop.idle();
      return await (await fetch(`${shop.storeUrl}/imprint`)).text();
    };
    const name = `Parasol ${crypto.randomUUID().slice(0, 8)}`;
    // Nothing that other tests reckon with: who sells stands on pages and invoices alone.
    await admin.put("/admin/settings", { ...settings, seller: { ...settings.seller, name } });
    try {
      expect(await imprint()).toContain(name);
    } finally {
      await admin.put("/admin/settings", settings);
    }
    expect(await imprint()).not.toContain(name);
  });

  it.each([
    [{ currency: "USD" }, "currency"],
    [{ country: "Germany" }, "country"],
    [{ country: "XX" }, "country"],
    [
      { tax: { included: true, countries: {}, elsewhere: { standard: -1, reduced: 7 } } },
      "tax.elsewhere.standard",
    ],
    [
      {
        tax: {
          included: true,
          countries: { ZZ: { standard: 1, reduced: 1 } },
          elsewhere: { standard: 1, reduced: 1 },
        },
      },
      "tax.countries.ZZ",
    ],
    [{ shipping: { zones: [] } }, "shipping.zones"],
    [{ shipping: { zones: [zone("DE"), zone("DE")] } }, "shipping.zones.1.countries"],
    [{ shipping: { zones: [zone(), zone()] } }, "shipping.zones.1.countries"],
    [
      { shipping: { zones: [zone("DE", [{ from: 5, price: 1 }])] } },
      "shipping.zones.0.rates.0.tiers",
    ],
    [
      {
        shipping: {
          zones: [
            zone("DE", [
              { from: 0, price: 1 },
              { from: 0, price: 2 },
            ]),
          ],
        },
      },
      "shipping.zones.0.rates.0.tiers",
    ],
    [
      { shipping: { zones: [zone("DE", [{ from: 0, price: -4.9 }])] } },
      "shipping.zones.0.rates.0.tiers.0.price",
    ],
    [{ owner: "me" }, "owner"],
  ])("are refused with %j, by the field", async (change, field) => {
    const { updatedAt: _, ...settings } = (await admin.get("/admin/settings")).body.data;
    const answer = await admin.put("/admin/settings", { ...settings, ...change });
    expect(answer.status).toBe(400);
    expect(answer.body.error.details.map((one: { field: string }) => one.field)).toContain(field);
  });
});

function zone(country?: string, tiers: object[] = [{ from: 0, price: 4.9 }]) {
  const rates = [{ method: "standard", tiers, freeFrom: null }];
  return { name: "Zone", countries: country === undefined ? [] : [country], rates };
}
