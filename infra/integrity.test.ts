import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { IntegrityReport } from "#contracts/integrity";
import * as Orders from "#data/order";
import * as Stocks from "#data/stock";
import { commit } from "#data/write";
import { CHECKS } from "#domain/integrity";
import type { Client } from "./testing/client.ts";
import { type OwnShop, openOwnShop } from "./testing/own-shop.ts";
import { pay, placeOrder, type Purchase, TEST_ADDRESS } from "./testing/purchase.ts";

let shop: OwnShop;
let staff: Client;
/** Lines that raise the alarm on drift. */
const alarms: string[] = [];

beforeAll(async () => {
  shop = await openOwnShop((_, line) => {
    if (line.includes("integrity drift")) alarms.push(line);
  });
  staff = await shop.staff();
}, 180_000);

afterAll(() => shop?.close());

/** A run looks twice at what seems wrong, a quarter of a minute apart. */
const PATIENCE_MS = 240_000;

/** A whole run of the auditor, as a person starts it. */
async function measure(): Promise<IntegrityReport> {
  const begun = await staff.post("/admin/integrity/runs");
  expect([begun.status, begun.body.data?.status]).toEqual([201, "RUNNING"]);
  for (;;) {
    const { body } = await staff.get(`/admin/integrity/runs/${begun.body.data.id}`);
    if (body.data.status === "DONE") return body.data;
    await sleep(200);
  }
}

async function buy(email: string, sku?: string): Promise<Purchase> {
  const purchase = await placeOrder(shop.client(), { email, ...(sku ? { sku } : {}), quantity: 2 });
  await pay(purchase.paymentUrl);
  await shop.idle();
  return purchase;
}

const keyed = { headers: { "idempotency-key": crypto.randomUUID() } };

async function orderOf({ orderNumber }: Pick<Purchase, "orderNumber">) {
  const order = await Orders.get(orderNumber);
  if (order === undefined) throw new Error(`There is no order ${orderNumber}.`);
  return order;
}

/** Stripe's own API, past the shop. */
async function stripe(path: string, form: Record<string, string>) {
  const answer = await fetch(`${shop.stripeUrl}/v1${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${shop.cloud.emulators.stripe.secretKey}` },
    body: new URLSearchParams(form),
  });
  const body = await answer.json();
  if (!answer.ok) throw new Error(JSON.stringify(body));
  return body;
}

const deliver = (settings: object) =>
  fetch(`${shop.stripeUrl}/_control/delivery`, { method: "PUT", body: JSON.stringify(settings) });

describe("the integrity auditor", () => {
  it(
    "finds nothing in a shop that has sold, sent, given back and cancelled, and has measured everything",
    async () => {
      await staff.post("/admin/promotions", {
        code: "AUDITED",
        title: "For the auditor",
        effect: { kind: "percent", percent: 10 },
        maxUses: 5,
      });
      const { orderNumber } = await buy("whole@example.com");
      const cancelled = await buy("cancelled@example.com");
      await placeOrder(shop.client(), { email: "unpaid@example.com" });
      const shopper = shop.client();
      const sku = (await orderOf({ orderNumber })).items[0]?.sku ?? "";
      await shopper.put(`/cart/items/${sku}`, { quantity: 1 });
      await shopper.put("/cart/promotion", { code: "AUDITED" });
      const body = {
        email: "a@example.com",
        shippingAddress: TEST_ADDRESS,
        shippingMethod: "standard",
      };
      const coded = await shopper.post("/checkout", body, keyed);
      await pay(coded.body.data.paymentUrl);
      const path = `/admin/orders/${orderNumber}`;
      const lines = [{ sku, quantity: 1 }];
      await staff.post(`${path}/fulfilments`, { lines, carrier: "DHL", trackingNumber: "1" });
      await staff.post(`${path}/refunds`, { lines, restock: true, reason: "Scratched" }, keyed);
      await staff.post(`/admin/orders/${cancelled.orderNumber}/cancel`, { restock: true });
      await shop.idle();
      expect(await orderOf({ orderNumber })).toMatchObject({
        fulfilments: [{ id: "F1" }],
        refunds: [{ status: "SUCCEEDED" }],
      });
      expect((await orderOf(cancelled)).status).toBe("CANCELLED");
      expect((await orderOf(coded.body.data)).promotions).toHaveLength(1);

      const report = await measure();

      expect(report.findings).toEqual([]);
      expect(report.checks.map(({ check, status }) => `${check} ${status}`)).toEqual(
        CHECKS.map((check) => `${check} MEASURED`),
      );
      expect(report.checks.filter((one) => one.expected !== one.found)).toEqual([]);
      expect(report.verdict).toBe("AGREE");
    },
    PATIENCE_MS,
  );

  it(
    "finds what was done behind the shop's back, explains it, and repairs it or leaves it to a person",
    async () => {
      const orders = {
        rowGone: await buy("row-gone@example.com"),
        rowChanged: await buy("row-changed@example.com"),
        mailGone: await buy("mail-gone@example.com"),
        refunded: await buy("refunded@example.com"),
        unheard: await placeOrder(shop.client(), { email: "unheard@example.com" }),
      };
      const [skuTorn, skuMoved, productId] = await untouched();
      const intent = (await orderOf(orders.refunded)).payment.intentId ?? "";

      await shop.sql(`delete from "Order" where "id" = $1`, [orders.rowGone.orderNumber]);
      await shop.sql(`delete from "OrderItem" where "orderId" = $1`, [orders.rowGone.orderNumber]);
      const cheap = `update "Order" set "total" = 1 where "id" = $1`;
      await shop.sql(cheap, [orders.rowChanged.orderNumber]);
      await shop.sql(`update "Product" set "stock" = 9999 where "id" = $1`, [productId]);
      await shop.sql(`insert into "Category" values ('ghosts', 'Ghosts', 'ghosts', null, 1)`);
      await behind(Stocks.key(skuTorn), { available: 3 });
      await behind(Stocks.key(skuMoved), { onHand: 2, available: 2 });
      await behind({ PK: await promotionKey(), SK: "USES" }, { used: 2 });
      const receipt = `order.paid/${orders.mailGone.orderNumber}`;
      await commit({ kind: "delete", name: "mail", key: { PK: `EMAIL#${receipt}`, SK: "A" } });
      const stray = await paidSession("P-200101-00000");
      await deliver({ dropRatio: 1 });
      await pay(orders.unheard.paymentUrl);
      const made = await stripe("/refunds", { payment_intent: intent, amount: "100" });
      await shop.idle();
      await deliver({});
      const before = await Promise.all([Stocks.get(skuTorn), Stocks.get(skuMoved)]);

      const report = await measure();

      const found = report.findings.map(
        ({ kind, subject, repair }) => `${kind} ${subject} ${repair}`,
      );
      expect(found.sort()).toEqual(
        [
          `mail.missing ${receipt} possible`,
          `promotion.uses ${(await promotionKey()).slice("PROMO#".length)} done`,
          `refund.unknown ${orders.refunded.orderNumber}/${made.id} done`,
          "row.orphaned Category/ghosts done",
          `row.differs Order/${orders.rowChanged.orderNumber} done`,
          `row.missing Order/${orders.rowGone.orderNumber} done`,
          `row.differs Product/${productId} done`,
          `session.unsettled ${(await orderOf(orders.unheard)).payment.sessionId} done`,
          `session.without-order ${stray} possible`,
          `stock.counters ${skuTorn} done`,
          `stock.ledger ${skuMoved} possible`,
        ].sort(),
      );
      expect(report.findings.filter((one) => one.why.length < 80)).toEqual([]);
      expect(report.verdict).toBe("DRIFT");
      const open = report.findings.filter((one) => one.repair === "possible");
      expect(open.filter((one) => !alarms.some((line) => line.includes(one.subject)))).toEqual([]);
      expect(alarms).toHaveLength(open.length);

      // What was repaired is as it was.
      const rows = await shop.sql(`select "total" from "Order" where "id" = any ($1)`, [
        [orders.rowGone.orderNumber, orders.rowChanged.orderNumber],
      ]);
      const totals = [orders.rowGone, orders.rowChanged].map(
        async (one) => (await orderOf(one)).total / 100,
      );
      expect(new Set(rows.map((row) => Number(row["total"])))).toEqual(
        new Set(await Promise.all(totals)),
      );
      const parts = `select 1 from "OrderItem" where "orderId" = $1`;
      expect(await shop.sql(parts, [orders.rowGone.orderNumber])).toHaveLength(1);
      const [torn, moved] = before;
      expect(await Stocks.get(skuTorn)).toMatchObject({ available: (torn?.available ?? 0) - 3 });
      expect((await orderOf(orders.unheard)).status).toBe("PAID");
      expect(await orderOf(orders.refunded)).toMatchObject({
        refunds: [{ stripeRefundId: made.id, amount: 100, status: "SUCCEEDED" }],
      });

      // A person does the rest.
      const mails = await receipts("mail-gone@example.com");
      for (const { id } of open) {
        const repaired = await staff.post(
          `/admin/integrity/runs/${report.id}/findings/${id}/repair`,
        );
        expect([repaired.status, repaired.text]).toEqual([200, expect.any(String)]);
      }
      await shop.idle();
      expect(await receipts("mail-gone@example.com")).toBe(mails + 1);
      expect(await Stocks.get(skuMoved)).toMatchObject({
        onHand: (moved?.onHand ?? 0) - 2,
        available: (moved?.available ?? 0) - 2,
      });
      const after = await measure();
      expect(after.findings).toEqual([]);
      expect(after.verdict).toBe("AGREE");
    },
    2 * PATIENCE_MS,
  );
});

/** Adds to numbers of an item, past the shop. */
async function behind(key: { PK: string; SK: string }, add: Record<string, number>): Promise<void> {
  expect(await commit({ kind: "update", name: "sabotage", key, change: { add } })).toBe(true);
}

/** Two SKUs that nobody buys here, and another product. */
async function untouched(): Promise<[string, string, string]> {
  const { body } = await staff.get("/products?limit=3&sort=price&order=desc");
  const [one, other, third] = body.data;
  return [one.sku, other.sku, third.id];
}

async function promotionKey(): Promise<string> {
  const { body } = await staff.get("/admin/promotions");
  const found = body.data.find((one: { code: string | null }) => one.code === "AUDITED");
  return `PROMO#${found.id}`;
}

/** A payment page that somebody paid, for an order that is not there. */
async function paidSession(orderNumber: string): Promise<string> {
  const session = await stripe("/checkout/sessions", {
    mode: "payment",
    client_reference_id: orderNumber,
    success_url: `${shop.storeUrl}/`,
    "line_items[0][quantity]": "1",
    "line_items[0][price_data][currency]": "eur",
    "line_items[0][price_data][unit_amount]": "1900",
    "line_items[0][price_data][product_data][name]": "Stray",
  });
  await pay(session.url);
  await shop.idle();
  return session.id;
}

async function receipts(email: string): Promise<number> {
  return (await shop.inbox()).filter((mail) => mail.to.includes(email)).length;
}
