import { beforeAll, describe, expect, it } from "vitest";
import type { Client } from "../../infra/testing/client.ts";
import { pay, placeOrder, type Purchase } from "../../infra/testing/purchase.ts";
import { openShop, type Shop } from "../../infra/testing/shop.ts";

let shop: Shop;
let staff: Client;
let paid: Purchase;
let pending: Purchase;
const email = `admin-orders-${Date.now()}@example.com`;
const surname = `Zimtstern${Date.now()}`;

beforeAll(async () => {
  shop = await openShop();
  staff = await shop.staff();
  paid = await placeOrder(shop.client(), { email, name: `Ina ${surname}` });
  pending = await placeOrder(shop.client(), { email, name: `Ole ${surname}` });
  await pay(paid.paymentUrl);
  await shop.idle();
});

const numbers = (body: { data: { orderNumber: string }[] }) =>
  body.data.map((one) => one.orderNumber);

describe("the list of orders", () => {
  it("shows the newest first and counts all of them", async () => {
    const { status, body } = await staff.get("/admin/orders?limit=100");

    expect(status).toBe(200);
    const mine = [pending.orderNumber, paid.orderNumber];
    expect(numbers(body).filter((one) => mine.includes(one))).toEqual(mine);
    expect(body.meta).toMatchObject({ page: 1, limit: 100 });
    expect(body.meta.total).toBeGreaterThanOrEqual(numbers(body).length);
  });

  it("finds orders by status, by e-mail, by name and by number", async () => {
    const byStatus = await staff.get(`/admin/orders?status=PAID&q=${email}`);
    const byName = await staff.get(`/admin/orders?q=${surname.toLowerCase()}`);
    const byNumber = await staff.get(`/admin/orders?q=${paid.orderNumber.toLowerCase()}`);

    expect(numbers(byStatus.body)).toEqual([paid.orderNumber]);
    expect(numbers(byName.body)).toEqual([pending.orderNumber, paid.orderNumber]);
    expect(byName.body.meta.total).toBe(2);
    expect(numbers(byNumber.body)).toEqual([paid.orderNumber]);
  });

  it("is empty past its end, and for a name that nobody has", async () => {
    const past = await staff.get("/admin/orders?page=9999");
    const nobody = await staff.get("/admin/orders?q=nobody-has-this-name");

    expect([past.status, past.body.data]).toEqual([200, []]);
    expect([nobody.status, nobody.body.meta.total]).toEqual([200, 0]);
  });

  it.each(["status=LOST", "page=0", "limit=101", "q=", "colour=red"])(
    "refuses ?%s with its field",
    async (query) => {
      const { status, body } = await staff.get(`/admin/orders?${query}`);

      expect([status, body.error.code]).toEqual([400, "VALIDATION_ERROR"]);
      expect(body.error.details[0].field).toBe(query.split("=")[0]);
    },
  );

  it("is for staff", async () => {
    const guest = await shop.client().get("/admin/orders");
    const shopper = await (await shop.shopper()).get("/admin/orders");

    expect([guest.status, shopper.status]).toEqual([401, 403]);
  });
});

describe("one order", () => {
  it("tells what happened to it, newest first", async () => {
    const { status, body } = await staff.get(`/admin/orders/${paid.orderNumber}`);

    expect(status).toBe(200);
    expect(body.data).toMatchObject({ status: "PAID", email, paymentMethod: "visa 4242" });
    expect(body.data.paymentIntentId).toMatch(/^pi_/);
    const titles = body.data.timeline.map((one: { title: string }) => one.title);
    expect(titles[0]).toBe("Receipt sent");
    expect(titles).toContain("Payment confirmed");
    expect(titles.at(-1)).toBe("Order placed");
  });

  it("that does not exist is 404", async () => {
    const { status, body } = await staff.get("/admin/orders/P-000101-00000");

    expect([status, body.error.code]).toEqual([404, "ORDER_NOT_FOUND"]);
  });
});

describe("shipping", () => {
  it("of an unpaid order is refused", async () => {
    const path = `/admin/orders/${pending.orderNumber}/fulfilments`;

    const { status, body } = await staff.post(path, { carrier: "DHL" });

    expect([status, body.error.code]).toEqual([409, "ORDER_STATUS_CONFLICT"]);
  });

  it("tells the shopper once, the timeline and the reports", async () => {
    const path = `/admin/orders/${paid.orderNumber}/fulfilments`;

    const shipped = await staff.post(path, { carrier: "DHL", trackingNumber: "0034" });
    const again = await staff.post(path, { carrier: "DHL" });
    await shop.idle();

    expect([shipped.status, shipped.body.data.status]).toEqual([201, "SHIPPED"]);
    expect(shipped.body.data.fulfilments).toEqual([
      {
        id: "F1",
        lines: [{ sku: expect.any(String), quantity: 1 }],
        carrier: "DHL",
        trackingNumber: "0034",
        trackingUrl: null,
        shippedAt: expect.any(String),
        deliveredAt: null,
      },
    ]);
    expect(again.status).toBe(409);
    const mails = (await shop.inbox()).filter((one) => one.subject.includes(paid.orderNumber));
    expect(mails.map((one) => one.subject)).toEqual([
      `Your order ${paid.orderNumber}`,
      `Your parcel is on its way: ${paid.orderNumber}`,
    ]);
    expect(mails[1]?.text).toContain("DHL carries it. The number is 0034.");
    const rows = await shop.sql(`select "status" from "Order" where "id" = $1`, [paid.orderNumber]);
    expect(rows).toEqual([{ status: "SHIPPED" }]);
  });
});
