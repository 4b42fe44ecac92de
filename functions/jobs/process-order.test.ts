import { beforeAll, describe, expect, it } from "vitest";
import {
  findSku,
  pay,
  placeOrder,
  placePaidOrder,
  TEST_ADDRESS,
} from "../../infra/testing/purchase.ts";
import { openShop, type Shop } from "../../infra/testing/shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});

describe("a purchase", () => {
  it("becomes PAID by the webhook, sells its goods and empties the basket", async () => {
    const client = shop.client();
    const staff = await shop.staff();
    const sku = await findSku(client);
    const stock = () => staff.get(`/admin/inventory/${sku}`).then((answer) => answer.body.data);
    const before = await stock();
    const order = await placeOrder(client, { email: "maren@example.com", sku, quantity: 2 });
    expect((await stock()).reserved).toBeGreaterThanOrEqual(2);
    const back = await pay(order.paymentUrl);
    expect(back).toContain(`/orders/${order.orderNumber}?token=${order.accessToken}`);
    await shop.idle();
    const read = await client.get(`/orders/${order.orderNumber}?token=${order.accessToken}`);
    expect(read.body.data).toMatchObject({ status: "PAID", paymentMethod: "visa 4242" });
    expect((await client.get("/cart")).body.data).toMatchObject({ items: [], checkout: null });
    const after = await stock();
    expect(before.onHand - after.onHand).toBeGreaterThanOrEqual(2);
    expect(after.onHand).toBe(after.available + after.reserved);
  });

  it("fault 24: by somebody with a figure in the name holds nobody's mail up", async () => {
    const email = `${crypto.randomUUID()}@example.com`;
    const order = await placePaidOrder(shop, { email, name: "Jürgen 🦊 Łukasz" });
    const [mail] = (await shop.inbox()).filter(({ to }) => to.includes(email));
    expect(mail?.text).toContain("Jürgen 🦊 Łukasz");
    const rows = await shop.sql(`SELECT status FROM "Order" WHERE id = $1`, [order.orderNumber]);
    expect(rows).toEqual([{ status: "PAID" }]);
  });

  it("with a declined card stays unpaid, and leaves the basket free", async () => {
    const client = shop.client();
    const order = await placeOrder(client, { email: "maren@example.com" });
    await pay(order.paymentUrl, "4000 0000 0000 0002");
    await shop.idle();
    const read = await client.get(`/orders/${order.orderNumber}?token=${order.accessToken}`);
    expect(read.body.data).toMatchObject({
      status: "PENDING",
      paymentUrl: order.paymentUrl,
      paymentProblem: "Your bank said no. Nothing was charged. Try another card.",
    });
    expect((await client.get("/cart")).body.data).toMatchObject({ itemCount: 1, checkout: null });
  });

  it("by direct debit waits for the bank, and no second checkout of the basket is made", async () => {
    const client = shop.client();
    const order = await placeOrder(client, { email: "maren@example.com" });
    await pay(order.paymentUrl, "DE89 3704 0044 0532 0130 00");
    await shop.idle();
    const path = `/orders/${order.orderNumber}?token=${order.accessToken}`;
    expect((await client.get(path)).body.data).toMatchObject({
      status: "PENDING",
      paymentUrl: null,
      paymentProblem: expect.stringContaining("Please do not pay twice."),
    });
    const again = await client.post(
      "/checkout",
      { email: "maren@example.com", shippingAddress: TEST_ADDRESS, shippingMethod: "standard" },
      { headers: { "idempotency-key": crypto.randomUUID() } },
    );
    expect(again.status).toBe(409);
    expect(again.body.error).toMatchObject({
      code: "PAYMENT_PENDING",
      message: expect.stringContaining(`about order ${order.orderNumber}`),
    });
    await fetch(`${shop.stripeUrl}/_control/bank`, { method: "POST" });
    await expect
      .poll(async () => (await client.get(path)).body.data.status, { timeout: 20_000 })
      .toBe("PAID");
  });

  it("fault 14: told five times over, by webhooks in any order, it counts once", async () => {
    await fetch(`${shop.stripeUrl}/_control/delivery`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ duplicates: 4, shuffle: true }),
    });
    try {
      const client = shop.client();
      const email = `${crypto.randomUUID()}@example.com`;
      const order = await placeOrder(client, { email });
      await pay(order.paymentUrl);
      await shop.idle();
      const read = await (await shop.staff()).get(`/admin/orders/${order.orderNumber}`);
      const kinds = read.body.data.timeline.map((entry: { kind: string }) => entry.kind);
      expect(kinds.filter((kind: string) => kind === "paid")).toHaveLength(1);
      const mails = (await shop.inbox()).filter((mail) => mail.to.includes(email));
      expect(mails).toHaveLength(1);
    } finally {
      await fetch(`${shop.stripeUrl}/_control`, { method: "DELETE" });
    }
  });
});
