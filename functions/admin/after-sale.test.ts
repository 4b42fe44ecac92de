import { beforeAll, describe, expect, it } from "vitest";
import type { Client } from "../../infra/testing/client.ts";
import { placePaidOrder, type Purchase } from "../../infra/testing/purchase.ts";
import { sellNewGoods } from "../../infra/testing/new-goods.ts";
import { openShop, type Shop } from "../../infra/testing/shop.ts";

let shop: Shop;
let staff: Client;
let sku: string;
let order: Purchase;
const email = `after-sale-${Date.now()}@example.com`;

beforeAll(async () => {
  shop = await openShop();
  staff = await shop.staff();
  ({ sku } = await sellNewGoods(staff, 50));
  order = await placePaidOrder(shop, { email, sku, quantity: 3 });
});

const post = (path: string, body?: unknown, client = staff) =>
  client.post(`/admin/orders/${order.orderNumber}/${path}`, body);
const current = async () => (await staff.get(`/admin/orders/${order.orderNumber}`)).body.data;
const asShopper = (path: string, body: unknown, token = order.accessToken) =>
  shop.client().post(`/orders/${order.orderNumber}/${path}`, body, {
    headers: { "x-order-token": token },
  });

describe("an order after its sale", () => {
  it("is packed once, without a word to the shopper", async () => {
    const first = await post("processing");
    const again = await post("processing", {});

    expect([first.status, first.body.data.status]).toEqual([200, "PROCESSING"]);
    expect([again.status, again.body.data.version]).toEqual([200, first.body.data.version]);
    expect(first.body.data.timeline[0]).toMatchObject({
      kind: "packed",
      title: "Packed",
      actorName: expect.any(String),
    });
  });

  it("can no longer be cancelled by the shopper", async () => {
    const { status, body } = await asShopper("cancel", {});

    expect([status, body.error.code]).toEqual([409, "ORDER_STATUS_CONFLICT"]);
    expect((await current()).cancellable).toBe(true);
  });

  it("leaves in parts, each with its carrier", async () => {
    const part = await post("fulfilments", {
      lines: [{ sku, quantity: 2 }],
      carrier: "DHL",
      trackingNumber: "0034",
      trackingUrl: "https://dhl.example/0034",
    });
    const more = await post("fulfilments", { lines: [{ sku, quantity: 2 }] });
    const link = await post("fulfilments", { trackingUrl: "javascript:alert(1)" });

    expect([part.status, part.body.data.status]).toEqual([201, "PROCESSING"]);
    expect(part.body.data.unshipped).toEqual([{ sku, quantity: 1 }]);
    expect([more.status, more.body.error.code]).toEqual([409, "FULFILMENT_EXCEEDS_ORDER"]);
    expect(more.body.error.details[0].field).toBe("lines.0.quantity");
    expect([link.status, link.body.error.details[0].field]).toEqual([400, "trackingUrl"]);
    const rest = await post("fulfilments", {});
    expect([rest.status, rest.body.data.status]).toEqual([201, "SHIPPED"]);
    expect(rest.body.data.cancellable).toBe(false);
  });

  it("arrives parcel by parcel, and each once", async () => {
    const first = await post("fulfilments/F1/delivered");
    const again = await post("fulfilments/F1/delivered");
    const unknown = await post("fulfilments/F9/delivered");
    const second = await post("fulfilments/F2/delivered", {});

    expect([first.status, first.body.data.status]).toEqual([200, "SHIPPED"]);
    expect(again.body.data.version).toBe(first.body.data.version);
    expect([unknown.status, unknown.body.error.code]).toEqual([404, "FULFILMENT_NOT_FOUND"]);
    expect([second.status, second.body.data.status]).toEqual([200, "DELIVERED"]);
  });

  it("comes back in part: asked for, agreed, received into stock, and paid back", async () => {
    const asked = await asShopper("returns", {
      lines: [{ sku, quantity: 1, reason: "Too small" }],
      note: "The box is open.",
    });
    expect(asked.status).toBe(201);
    expect(asked.body.data.returns).toMatchObject([{ id: "T1", status: "REQUESTED" }]);
    expect(asked.body.data.returnable).toEqual([{ sku, quantity: 2 }]);
    const early = await post("returns/T1/receive", { restock: true });
    expect([early.status, early.body.error.code]).toEqual([409, "RETURN_STATUS_CONFLICT"]);
    expect((await post("returns/T1/approve")).body.data.returns[0].status).toBe("APPROVED");
    const before = (await staff.get(`/admin/inventory/${sku}`)).body.data;
    await post("returns/T1/receive", { restock: true });
    await post("returns/T1/receive", { restock: true });
    expect((await staff.get(`/admin/inventory/${sku}`)).body.data.onHand).toBe(before.onHand + 1);

    const paid = await staff.post(
      `/admin/orders/${order.orderNumber}/refunds`,
      { returnId: "T1", reason: "Return T1" },
      { headers: { "idempotency-key": crypto.randomUUID() } },
    );

    expect([paid.status, paid.body.data.status]).toEqual([201, "DELIVERED"]);
    expect(paid.body.data.returns).toMatchObject([{ status: "REFUNDED", refundId: "R1" }]);
    await shop.idle();
    const rows = await shop.sql(`select "status", "restocked" from "Return" where "orderId" = $1`, [
      order.orderNumber,
    ]);
    expect(rows).toEqual([{ status: "REFUNDED", restocked: true }]);
  });

  it("takes a return that the team writes down, and turns one down with a reason", async () => {
    const agreed = await post("returns", { lines: [{ sku, quantity: 1 }] });
    expect([agreed.status, agreed.body.data.returns[1].status]).toEqual([201, "APPROVED"]);
    const silent = await post("returns/T2/reject", {});
    expect([silent.status, silent.body.error.details[0].field]).toEqual([400, "reason"]);
    const no = await post("returns/T2/reject", { reason: "It never came." });
    expect(no.body.data.returns[1]).toMatchObject({
      status: "REJECTED",
      rejection: "It never came.",
    });
    const late = await post("returns/T2/approve");
    expect([late.status, late.body.error.code]).toEqual([409, "RETURN_STATUS_CONFLICT"]);
  });

  it("carries notes of the team, which the shopper never sees", async () => {
    const text = `Gift wrap <b>for the octopus</b>.\nNo price on the slip.`;

    const { status, body } = await post("notes", { text });

    expect(status).toBe(201);
    expect(body.data.timeline[0]).toMatchObject({ kind: "note", detail: text });
    expect(body.data.timeline[0].title).toBe(`Note by ${body.data.timeline[0].actorName}`);
    const seen = await shop.client().get(`/orders/${order.orderNumber}?token=${order.accessToken}`);
    expect(seen.text).not.toContain("octopus");
    const empty = await post("notes", { text: "  " });
    expect([empty.status, empty.body.error.details[0].field]).toEqual([400, "text"]);
  });

  it("tells all of it in one timeline, newest first", async () => {
    const { timeline } = await current();

    const kinds = timeline.map((one: { kind: string }) => one.kind);
    for (const kind of [
      "note",
      "return-rejected",
      "refunded",
      "refund-requested",
      "return-received",
      "return-approved",
      "return-requested",
      "delivered",
      "shipped",
      "packed",
      "paid",
      "placed",
    ]) {
      expect(kinds).toContain(kind);
    }
    const times = timeline.map((one: { at: string }) => one.at);
    expect(times).toEqual(times.toSorted().toReversed());
  });
});

describe("cancelling by the team", () => {
  it("gives money and goods back, and answers the same again", async () => {
    const other = await placePaidOrder(shop, { email, sku, quantity: 2 });
    const path = `/admin/orders/${other.orderNumber}/cancel`;

    const first = await staff.post(path, { reason: "The kiln broke." });
    const again = await staff.post(path);

    expect([first.status, first.body.data.status]).toEqual([200, "CANCELLED"]);
    expect(first.body.data.refunds).toMatchObject([
      { status: "SUCCEEDED", amount: first.body.data.total },
    ]);
    expect([again.status, again.body.data.version]).toEqual([200, first.body.data.version]);
    // What others buy meanwhile moves the counters, but not the entries of this order.
    const { body } = await staff.get(`/admin/inventory/${sku}/movements?limit=100`);
    const own = body.data.filter(
      (one: { orderNumber: string }) => one.orderNumber === other.orderNumber,
    );
    expect(own.map((one: { kind: string; quantity: number }) => [one.kind, one.quantity])).toEqual([
      ["restock", 2],
      ["sale", -2],
    ]);
  });

  it("is refused once something has left", async () => {
    const { status, body } = await post("cancel", {});

    expect([status, body.error.code]).toEqual([409, "ORDER_STATUS_CONFLICT"]);
  });
});
