import { beforeAll, describe, expect, it, vi } from "vitest";
import type { Client } from "../../infra/testing/client.ts";
import { sellNewGoods } from "../../infra/testing/new-goods.ts";
import { openShop, type Shop } from "../../infra/testing/shop.ts";

let shop: Shop;
let staff: Client;

beforeAll(async () => {
  shop = await openShop();
  staff = await shop.staff();
});

/** Goods of which there is none. */
const soldOut = async () => (await sellNewGoods(staff, 0)).sku;

const adjust = (sku: string, quantity: number) =>
  staff.post(`/admin/inventory/${sku}/adjustments`, { quantity, reason: "Counted" });

const ask = (sku: string, email: unknown) => shop.client().post("/restock-notices", { sku, email });

const mailsTo = async (email: string) =>
  (await shop.inbox()).filter(({ to }) => to.includes(email));

const expectMails = (email: string, count: number) =>
  vi.waitFor(async () => expect(await mailsTo(email)).toHaveLength(count), {
    timeout: 30_000,
    interval: 250,
  });

const somebody = () => `waits-${crypto.randomUUID()}@example.com`;

describe("POST /restock-notices", () => {
  it("is one mail to each who asked, once pieces are there, and then the address is forgotten", async () => {
    const sku = await soldOut();
    const [one, other] = [somebody(), somebody()];

    const asked = await ask(sku, one.toUpperCase());
    const again = await ask(sku, one);
    await ask(sku, other);
    await adjust(sku, 2);
    await expectMails(one, 1);
    await expectMails(other, 1);
    await adjust(sku, -2);
    await adjust(sku, 3);
    // Somebody new, so that what came back a second time is seen to be told.
    await adjust(sku, -3);
    const third = somebody();
    await ask(sku, third);
    await adjust(sku, 1);
    await expectMails(third, 1);

    expect([asked.status, asked.body.data]).toEqual([201, { sku, email: one }]);
    expect(again.status).toBe(201);
    const [mail] = await mailsTo(one);
    expect(await mailsTo(one)).toHaveLength(1);
    expect(await mailsTo(other)).toHaveLength(1);
    expect(mail?.subject).toContain("back on the shelf");
    expect(mail?.text).toContain(`${shop.storeUrl}/products/`);
  });

  it("may be asked again after it was told", async () => {
    const sku = await soldOut();
    const email = somebody();
    await ask(sku, email);
    await adjust(sku, 1);
    await expectMails(email, 1);
    await adjust(sku, -1);

    const again = await ask(sku, email);
    await adjust(sku, 1);

    expect(again.status).toBe(201);
    await expectMails(email, 2);
  });

  it("tells where more may be ordered than there is", async () => {
    const sku = await soldOut();
    const email = somebody();
    await ask(sku, email);

    await staff.put(`/admin/inventory/${sku}/policy`, { backorderLimit: 5 });

    await expectMails(email, 1);
  });

  it("is refused for what is there, and for what nobody sells", async () => {
    const sku = await soldOut();
    await adjust(sku, 1);

    const there = await ask(sku, somebody());
    const unknown = await ask("NOBODY-SELLS-IT", somebody());

    expect([there.status, there.body.error.code]).toEqual([409, "IN_STOCK"]);
    expect(there.body.error.details[0].field).toBe("sku");
    expect([unknown.status, unknown.body.error.code]).toEqual([404, "SKU_NOT_FOUND"]);
  });

  it.each([["maren"], [""], [7], [null], [`${"a".repeat(250)}@example.com`]])(
    "is refused with the address %j",
    async (email) => {
      const { status, body } = await ask("ANY", email);

      expect([status, body.error.details[0].field]).toEqual([400, "email"]);
    },
  );
});
