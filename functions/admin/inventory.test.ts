import { beforeAll, describe, expect, it, vi } from "vitest";
import type { Client } from "../../infra/testing/client.ts";
import { findSku, pay, placeOrder } from "../../infra/testing/purchase.ts";
import { openShop, type Shop } from "../../infra/testing/shop.ts";

let shop: Shop;
let staff: Client;
let sku: string;
let slug: string;

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
  slug = created.body.data.slug;
});

const inventory = async (of: string) => (await staff.get(`/admin/inventory/${of}`)).body.data;
const adjust = (of: string, body: unknown) =>
  staff.post(`/admin/inventory/${of}/adjustments`, body);

describe("the stock of a SKU", () => {
  it("is what is available and what is reserved", async () => {
    expect(await inventory(sku)).toEqual({
      sku,
      onHand: 7,
      available: 7,
      reserved: 0,
      shards: 1,
      backorderLimit: 0,
      backorderLeft: 0,
      owed: 0,
      allocated: 0,
      lowStockAt: null,
      low: false,
    });
  });

  it("moves up and down by adjustments, and the reports follow", async () => {
    const more = await adjust(sku, { quantity: 5, reason: "Found behind the shelf" });
    const less = await adjust(sku, { quantity: -2, reason: "Broken" });
    await shop.idle();

    expect([more.status, more.body.data.available]).toEqual([201, 12]);
    expect(less.body.data).toMatchObject({ sku, onHand: 10, available: 10, reserved: 0 });
    const rows = await shop.sql(`select "stock" from "Product" where "sku" = $1`, [sku]);
    expect(rows).toEqual([{ stock: 10 }]);
  });

  it("moves once for one Idempotency-Key, and answers its repetition the same", async () => {
    const headers = { "idempotency-key": crypto.randomUUID() };
    const body = { quantity: 3, reason: "Delivered" };
    const path = `/admin/inventory/${sku}/adjustments`;
    const before = await inventory(sku);

    const first = await staff.post(path, body, { headers });
    await adjust(sku, { quantity: -1, reason: "Broken" });
    const again = await staff.post(path, body, { headers });
    const other = await staff.post(path, { ...body, quantity: 4 }, { headers });

    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    expect([other.status, other.body.error.code]).toEqual([422, "IDEMPOTENCY_KEY_REUSED"]);
    expect((await inventory(sku)).onHand).toBe(before.onHand + 2);
  });

  it("has a ledger, newest first and in pages, that adds up to what is on hand", async () => {
    const movements = async (page: number) =>
      (await staff.get(`/admin/inventory/${sku}/movements?limit=2&page=${page}`)).body;
    const first = await movements(1);
    const all = [...first.data, ...(await movements(2)).data, ...(await movements(3)).data];

    expect(first.meta).toEqual({ page: 1, limit: 2, total: all.length });
    expect(all.at(-1)).toMatchObject({ kind: "opening", quantity: 7 });
    expect(all[0].at >= all[1].at && all[1].at >= all[2].at).toBe(true);
    const sum = all.reduce((total: number, one: { quantity: number }) => total + one.quantity, 0);
    expect((await inventory(sku)).onHand).toBe(sum);
  });

  it("is spread over shards and brought together again, and is one number all the while", async () => {
    const policy = (body: unknown) => staff.put(`/admin/inventory/${sku}/policy`, body);
    const before = await inventory(sku);

    const spread = await policy({ shards: 4, lowStockAt: 100, backorderLimit: 5 });
    const more = await adjust(sku, { quantity: 10, reason: "Delivered" });
    await shop.idle();
    const rows = await shop.sql(`select "stock" from "Product" where "sku" = $1`, [sku]);
    const shown = await staff.get(`/products/${slug}`);
    const together = await policy({ shards: 1, lowStockAt: null, backorderLimit: 0 });

    const { onHand } = before;
    expect(spread.body.data).toMatchObject({ shards: 4, low: true, onHand, backorderLeft: 5 });
    expect(more.body.data).toMatchObject({ onHand: onHand + 10, available: onHand + 10 });
    expect(rows).toEqual([{ stock: onHand + 10 }]);
    expect(shown.body.data).toMatchObject({ stock: onHand + 10 });
    expect(shown.body.data.variants[0].backorder).toBe(true);
    expect(together.body.data).toEqual({
      ...before,
      onHand: onHand + 10,
      available: onHand + 10,
    });
  });

  it("stands in the list of all, which begins with what runs low", async () => {
    await staff.put(`/admin/inventory/${sku}/policy`, { lowStockAt: 1_000 });
    // Lists follow within seconds.
    await vi.waitFor(
      async () =>
        expect((await staff.get(`/admin/inventory?q=${sku}`)).body.data[0].low).toBe(true),
      { timeout: 45_000, interval: 500 },
    );

    const { status, body } = await staff.get("/admin/inventory?limit=5");
    const low = await staff.get("/admin/inventory?low=true");

    expect([status, body.meta.limit, body.data.length]).toEqual([200, 5, 5]);
    expect(body.data[0].low).toBe(true);
    expect(low.body.data.find((one: { sku: string }) => one.sku === sku)).toMatchObject({
      ...(await inventory(sku)),
      name: expect.stringContaining("Inventory"),
    });
    await staff.put(`/admin/inventory/${sku}/policy`, { lowStockAt: null });
  });

  it.each([1, 3])(
    "tells staff by one mail a delivery when it runs low, in %i shards",
    async (shards) => {
      const policy = (body: unknown) => staff.put(`/admin/inventory/${sku}/policy`, body);
      const mails = async () => {
        const about = (await shop.inbox()).filter(({ subject }) =>
          subject.startsWith("Low stock:"),
        );
        return about.filter(({ text }) => text.includes(sku)).length;
      };
      const expectMails = (count: number) =>
        vi.waitFor(async () => expect(await mails()).toBe(count), {
          timeout: 45_000,
          interval: 500,
        });
      const before = await mails();
      await policy({ shards, lowStockAt: null });
      await adjust(sku, { quantity: 5, reason: "Delivered" });
      const mark = (await inventory(sku)).available - 2;

      await policy({ lowStockAt: mark });
      await adjust(sku, { quantity: -1, reason: "Broken" });
      await adjust(sku, { quantity: -1, reason: "Broken" });
      await expectMails(before + 1);
      await policy({ lowStockAt: null });
      await policy({ lowStockAt: mark });
      await adjust(sku, { quantity: -1, reason: "Broken" });
      await adjust(sku, { quantity: 5, reason: "Delivered" });
      await adjust(sku, { quantity: -4, reason: "Broken" });
      // The second delivery's mail comes, and no other came in between.
      await expectMails(before + 2);

      await policy({ shards: 1, lowStockAt: null });
    },
  );

  it.each([
    ["shards", { shards: 0 }],
    ["shards", { shards: 21 }],
    ["backorderLimit", { backorderLimit: -1 }],
    ["lowStockAt", { lowStockAt: 1.5 }],
    ["owed", { owed: 3 }],
  ])("has a policy that names %s where that is at fault", async (field, body) => {
    const answer = await staff.put(`/admin/inventory/${sku}/policy`, body);

    expect([answer.status, answer.body.error.details[0].field]).toEqual([400, field]);
  });

  it("may be promised beyond what is there, and leaves the house once it has come", async () => {
    const later = `${sku}-later`;
    const path = `/admin/inventory/${later}`;
    await staff.post("/products", {
      name: `Later ${later}`,
      category: (await staff.get("/categories")).body.data.at(-1).slug,
      variants: [{ sku: later, price: 12.5, stock: 1 }],
    });
    await staff.put(`${path}/policy`, { backorderLimit: 2 });
    const buyer = shop.client();
    const cart = await buyer.put(`/cart/items/${later}`, { quantity: 3 });
    const tooMany = await shop.client().put(`/cart/items/${later}`, { quantity: 4 });
    const bought = await placeOrder(buyer, { email: "maren@example.com", sku: later, quantity: 3 });
    await pay(bought.paymentUrl);
    const order = () => staff.get(`/admin/orders/${bought.orderNumber}`);
    await vi.waitFor(async () => expect((await order()).body.data.status).toBe("PAID"), {
      timeout: 45_000,
      interval: 500,
    });
    const owed = await inventory(later);
    const early = await staff.post(`/admin/orders/${bought.orderNumber}/fulfilments`, {});
    await adjust(later, { quantity: 2, reason: "Delivered" });
    const shipped = await staff.post(`/admin/orders/${bought.orderNumber}/fulfilments`, {});

    expect(cart.body.data.items[0]).toMatchObject({ available: 3, backordered: 2 });
    expect([tooMany.status, tooMany.body.error.code]).toEqual([409, "OUT_OF_STOCK"]);
    expect((await order()).body.data.items[0]).toMatchObject({ quantity: 3, backordered: 2 });
    expect(owed).toMatchObject({ onHand: 0, owed: 2, backorderLeft: 0 });
    expect([early.status, early.body.error.code]).toEqual([409, "OUT_OF_STOCK"]);
    expect([shipped.status, shipped.body.data.status]).toEqual([201, "SHIPPED"]);
    expect(await inventory(later)).toMatchObject({ onHand: 0, allocated: 0, owed: 0 });
    const { body } = await staff.get(`${path}/movements`);
    const moved = body.data.map((one: { kind: string; quantity: number }) => [
      one.kind,
      one.quantity,
    ]);
    expect(moved).toEqual([
      ["sale", -2],
      ["adjustment", 2],
      ["sale", -1],
      ["opening", 1],
    ]);
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
    const ledger = await staff.get("/admin/inventory/no-such-sku/movements");
    const policy = await staff.put("/admin/inventory/no-such-sku/policy", { shards: 2 });

    expect([read.status, read.body.error.code]).toEqual([404, "SKU_NOT_FOUND"]);
    expect([moved.status, moved.body.error.code]).toEqual([404, "SKU_NOT_FOUND"]);
    expect([ledger.status, ledger.body.error.code]).toEqual([404, "SKU_NOT_FOUND"]);
    expect([policy.status, policy.body.error.code]).toEqual([404, "SKU_NOT_FOUND"]);
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
