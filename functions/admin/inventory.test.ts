import { beforeAll, describe, expect, it } from "vitest";
import type { Client } from "../../infra/testing/client.ts";
import { findSku } from "../../infra/testing/purchase.ts";
import { openShop, type Shop } from "../../infra/testing/shop.ts";

let shop: Shop;
let staff: Client;
let sku: string;

beforeAll(async () => {
  shop = await openShop();
  staff = await shop.staff();
  const number = Date.now();
  sku = `inventory-${number}`;
  const created = await staff.post("/products", {
    name: `Inventory ${number}`,
    category: (await staff.get("/categories")).body.data.at(-1).slug,
    variants: [{ sku, price: 12.5, stock: 7 }],
  });
  if (created.status !== 201) throw new Error(created.text);
});

const inventory = async (of: string) => (await staff.get(`/admin/inventory/${of}`)).body.data;
const adjust = (of: string, body: unknown) =>
  staff.post(`/admin/inventory/${of}/adjustments`, body);

describe("the stock of a SKU", () => {
  it("is what is available and what is reserved", async () => {
    expect(await inventory(sku)).toEqual({ sku, onHand: 7, available: 7, reserved: 0 });
  });

  it("moves up and down by adjustments, and the reports follow", async () => {
    const more = await adjust(sku, { quantity: 5, reason: "Found behind the shelf" });
    const less = await adjust(sku, { quantity: -2, reason: "Broken" });
    await shop.idle();

    expect([more.status, more.body.data.available]).toEqual([201, 12]);
    expect(less.body.data).toEqual({ sku, onHand: 10, available: 10, reserved: 0 });
    const rows = await shop.sql(`select "stock" from "Product" where "sku" = $1`, [sku]);
    expect(rows).toEqual([{ stock: 10 }]);
  });

  it("never falls below nothing", async () => {
    const before = await inventory(sku);

    const { status, body } = await adjust(sku, { quantity: -1_000, reason: "Gone" });

    expect([status, body.error.code]).toEqual([409, "OUT_OF_STOCK"]);
    expect(await inventory(sku)).toEqual(before);
  });

  it("of nothing that is sold is 404", async () => {
    const read = await staff.get("/admin/inventory/no-such-sku");
    const moved = await adjust("no-such-sku", { quantity: 1, reason: "Found" });

    expect([read.status, read.body.error.code]).toEqual([404, "SKU_NOT_FOUND"]);
    expect([moved.status, moved.body.error.code]).toEqual([404, "SKU_NOT_FOUND"]);
  });

  it.each([
    ["quantity", { quantity: 0, reason: "None" }],
    ["quantity", { quantity: 1.5, reason: "Half" }],
    ["quantity", { quantity: "3", reason: "Text" }],
    ["reason", { quantity: 1 }],
    ["actor", { quantity: 1, reason: "Mine", actor: "somebody" }],
  ])("names %s where that is at fault", async (field, body) => {
    const answer = await adjust(sku, body);

    expect(answer.status).toBe(400);
    expect(answer.body.error.details[0].field).toBe(field);
  });

  it("is for staff", async () => {
    const shopper = await shop.shopper();
    const any = await findSku(shopper, 1);

    const read = await shopper.get(`/admin/inventory/${any}`);
    const moved = await shopper.post(`/admin/inventory/${any}/adjustments`, {
      quantity: 1,
      reason: "For me",
    });

    expect([read.status, moved.status]).toEqual([403, 403]);
  });
});
