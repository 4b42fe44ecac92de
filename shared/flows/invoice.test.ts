import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestTable } from "../../infra/testing/table.ts";
import { mockOrder } from "#data/order";
import { DEFAULT_SETTINGS } from "#domain/shop-settings";
import { drawInvoiceOf } from "./invoice.ts";
import { readSettings, updateSettings } from "./settings.ts";

let table: Awaited<ReturnType<typeof openTestTable>>;
beforeAll(async () => {
  table = await openTestTable();
});
afterAll(() => table.close());

const order = mockOrder({
  status: "PAID",
  payment: { ...mockOrder().payment, paidAt: "2026-11-23T10:04:00.000Z" },
});

/** Who stands in the document's own properties, which are not compressed but lie apart. */
async function authorOf(): Promise<string | undefined> {
  const { bytes } = await drawInvoiceOf(order);
  const text = Buffer.from(bytes).toString("latin1");
  const id = /\/Author (\d+) 0 R/.exec(text)?.[1];
  return new RegExp(`\n${id} 0 obj\n\\(([^)]*)\\)`).exec(text)?.[1];
}

describe("An invoice's seller", () => {
  it("is who the settings say, also after staff changed something else", async () => {
    expect(await authorOf()).toBe(DEFAULT_SETTINGS.seller.name);

    const settings = await readSettings();
    const { version: _, updatedAt: __, seller, ...others } = settings;
    await updateSettings({ ...others, seller: { ...seller, name: "Holt GmbH" } }, new Date());
    expect(await authorOf()).toBe("Holt GmbH");

    await updateSettings({ ...others, country: "AT" }, new Date());
    expect(await authorOf()).toBe("Holt GmbH");
  });

  it("names the file after the order", async () => {
    expect((await drawInvoiceOf(order)).name).toBe("P-261123-7F3KQ.pdf");
  });
});
