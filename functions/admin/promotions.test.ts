import { beforeAll, describe, expect, it } from "vitest";
import type { Client } from "../../infra/testing/client.ts";
import { openShop, type Shop } from "../../infra/testing/shop.ts";

let shop: Shop;
let staff: Client;
beforeAll(async () => {
  shop = await openShop();
  staff = await shop.staff();
});

const newCode = () => `A-${crypto.randomUUID().slice(0, 8)}`.toUpperCase();
const content = { title: "Ten", effect: { kind: "percent", percent: 10 } };

describe("promotions, as staff keep them", () => {
  it("are created, listed, read, replaced under their version, and ended", async () => {
    const code = newCode();
    const made = await staff.post("/admin/promotions", { ...content, code, maxUses: 3 });
    expect(made.status).toBe(201);
    const { id } = made.body.data;
    expect(made.body.data).toMatchObject({ code, used: 0, combines: false, active: true });
    const path = `/admin/promotions/${id}`;
    expect((await staff.get(path)).body.data).toEqual(made.body.data);
    const list = await staff.get("/admin/promotions?limit=100");
    expect(list.body.meta).toMatchObject({ page: 1, limit: 100 });
    expect(list.body.data.map((one: { id: string }) => one.id)).toContain(id);
    const amount = { kind: "amount", amount: 2.5 };
    const next = { ...content, effect: amount, startsAt: "2026-12-01T00:00:00Z", version: 1 };
    const replaced = await staff.put(path, next);
    expect(replaced.body.data).toMatchObject({
      code,
      effect: amount,
      maxUses: null,
      used: null,
      startsAt: "2026-12-01T00:00:00.000Z",
      version: 2,
    });
    const stale = await staff.put(path, next);
    expect([stale.status, stale.body.error.code]).toEqual([409, "PROMOTION_CHANGED"]);
    expect((await staff.del(path)).status).toBe(204);
    expect((await staff.get(path)).status).toBe(404);
    expect((await staff.del(path)).status).toBe(404);
  });

  it("have their code alone, whatever capitals it has", async () => {
    const code = newCode();
    await staff.post("/admin/promotions", { ...content, code });
    const again = await staff.post("/admin/promotions", { ...content, code: code.toLowerCase() });
    expect(again.status).toBe(409);
    expect(again.body.error).toMatchObject({ code: "CODE_TAKEN", details: [{ field: "code" }] });
  });

  it.each([
    [{ code: "SÜN" }, "code"],
    [{ title: "" }, "title"],
    [{ effect: { kind: "percent", percent: 0 } }, "effect.percent"],
    [{ effect: { kind: "percent", percent: 101 } }, "effect.percent"],
    [{ effect: { kind: "percent", percent: 1.2345 } }, "effect.percent"],
    [{ effect: { kind: "amount", amount: -5 } }, "effect.amount"],
    [{ effect: { kind: "amount", amount: 0.001 } }, "effect.amount"],
    [{ effect: { kind: "gift" } }, "effect.kind"],
    [{ minimum: -1 }, "minimum"],
    [{ maxUses: 0 }, "maxUses"],
    [{ maxUsesPerCustomer: 1.5 }, "maxUsesPerCustomer"],
    [{ startsAt: "soon" }, "startsAt"],
    [{ startsAt: "2026-12-02T00:00:00Z", endsAt: "2026-12-01T00:00:00Z" }, "endsAt"],
    [{ products: ["prod_nobody"] }, "products.0"],
    [{ categories: ["nowhere"] }, "categories.0"],
    [{ used: 5 }, "used"],
  ])("are refused with %j, by the field", async (change, field) => {
    const answer = await staff.post("/admin/promotions", { ...content, ...change });
    expect(answer.status).toBe(400);
    expect(answer.body.error.details.map((one: { field: string }) => one.field)).toContain(field);
  });

  it("are nobody else's business", async () => {
    expect((await shop.client().get("/admin/promotions")).status).toBe(401);
    expect((await (await shop.shopper()).get("/admin/promotions")).status).toBe(403);
  });
});
