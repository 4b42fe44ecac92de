import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestTable } from "../../infra/testing/table.ts";
import * as Settings from "#data/settings";
import * as Stocks from "#data/stock";
import { commit } from "#data/write";
import { DEFAULT_SETTINGS } from "#domain/shop-settings";
import { writeMail } from "./mail.ts";

let table: Awaited<ReturnType<typeof openTestTable>>;
beforeAll(async () => {
  process.env["MAIL_FROM"] = "shop@example.org";
  table = await openTestTable();
});
afterAll(() => table.close());

describe("a mail to staff", () => {
  it("goes to the shop's own address until staff have set the seller's", async () => {
    const low = { available: 2, lowStockAt: 3, restocks: 1 };
    await commit(Stocks.create(Stocks.mockStock({ sku: "L1", ...low })));
    const notice = { kind: "stock.low", sku: "L1", generation: 1 } as const;
    expect(await writeMail(notice, new Date())).toMatchObject({ to: "shop@example.org" });

    // Staff have changed the delivery, say, and left the placeholder as it was.
    await commit(Settings.put({ ...DEFAULT_SETTINGS, version: 1 }));
    expect(await writeMail(notice, new Date())).toMatchObject({ to: "shop@example.org" });

    const seller = { ...DEFAULT_SETTINGS.seller, email: "team@fox.example" };
    await commit(Settings.put({ ...DEFAULT_SETTINGS, seller, version: 2 }));
    expect(await writeMail(notice, new Date())).toMatchObject({ to: "team@fox.example" });
  });
});
