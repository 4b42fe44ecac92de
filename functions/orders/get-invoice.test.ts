import { beforeAll, describe, expect, it } from "vitest";
import { pay, placeOrder, type Purchase } from "../../infra/testing/purchase.ts";
import { openShop, type Shop } from "../../infra/testing/shop.ts";

let shop: Shop;
let paid: Purchase;
let unpaid: Purchase;

beforeAll(async () => {
  shop = await openShop();
  unpaid = await placeOrder(shop.client(), { email: "maren@example.com" });
  paid = await placeOrder(shop.client(), { email: "maren@example.com", name: "Jürgen 🦊 Łukasz" });
  await pay(paid.paymentUrl);
  await shop.idle();
});

const path = ({ orderNumber }: Purchase) => `/orders/${orderNumber}/invoice`;

describe("GET /orders/:orderNumber/invoice", () => {
  it("gives the bytes of a PDF to whoever has the order's link, and caches them nowhere", async () => {
    const url = `${shop.apiUrl}${path(paid)}?token=${paid.accessToken}`;
    const response = await fetch(url);
    const bytes = Buffer.from(await response.arrayBuffer());

    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/pdf");
    expect(response.headers.get("content-disposition")).toBe(
      `inline; filename="${paid.orderNumber}.pdf"`,
    );
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    expect(bytes.subarray(0, 5).toString()).toBe("%PDF-");
    expect(bytes.subarray(-6).toString()).toBe("%%EOF\n");
    const again = await fetch(url);
    expect(Buffer.from(await again.arrayBuffer())).toEqual(bytes);
  });

  it("shows it to staff at both addresses", async () => {
    const staff = await shop.staff();
    for (const one of [path(paid), `/admin${path(paid)}`]) {
      const { status, headers } = await staff.get(one);
      expect([status, headers.get("content-type")]).toEqual([200, "application/pdf"]);
    }
  });

  it.each(["", "?token=", "?token=wrong"])("hides it from %j", async (query) => {
    const { status, body } = await shop.client().get(`${path(paid)}${query}`);
    expect([status, body.error.code]).toEqual([404, "ORDER_NOT_FOUND"]);
  });

  it("hides it from other customers", async () => {
    expect((await (await shop.shopper()).get(path(paid))).status).toBe(404);
  });

  it("has none for an order that nobody paid", async () => {
    const headers = { "x-order-token": unpaid.accessToken };
    const shopper = await shop.client().get(path(unpaid), { headers });
    expect([shopper.status, shopper.body.error.code]).toEqual([409, "ORDER_STATUS_CONFLICT"]);
    const staff = await (await shop.staff()).get(`/admin${path(unpaid)}`);
    expect([staff.status, staff.body.error.code]).toEqual([409, "ORDER_STATUS_CONFLICT"]);
  });
});
