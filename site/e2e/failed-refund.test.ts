import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Client } from "../../infra/testing/client.ts";
import { findSku, pay, placeOrder } from "../../infra/testing/purchase.ts";
import { openShop, type Shop } from "../../infra/testing/shop.ts";
import { openBrowser } from "./browser.ts";

/** Stripe's card whose refunds the bank sends back. */
const BOUNCING = "4000 0000 0000 5126";

describe("a refund that the bank sends back, in the console", { timeout: 120_000 }, () => {
  let shop: Shop;
  let staff: Client;
  let browser: Browser;
  let admin: Page;
  let orderNumber: string;

  beforeAll(async () => {
    shop = await openShop();
    staff = await shop.staff();
    const client = shop.client();
    const email = "failed-refund@example.com";
    const sku = await findSku(client, 20);
    const bought = await placeOrder(client, { email, sku, quantity: 1 });
    orderNumber = bought.orderNumber;
    await pay(bought.paymentUrl, BOUNCING);
    await shop.idle();
    await staff.post(
      `/admin/orders/${orderNumber}/refunds`,
      { amount: 2, reason: "A scratch" },
      { headers: { "idempotency-key": crypto.randomUUID() } },
    );
    await fetch(`${shop.stripeUrl}/_control/bank`, { method: "POST" });
    await shop.idle();
    browser = await openBrowser();
    admin = await browser.newPage({
      baseURL: shop.storeUrl,
      viewport: { width: 1440, height: 900 },
    });
    await admin.goto(`/admin/orders/${orderNumber}`);
    await admin.getByLabel("Email").fill(shop.demoAdmin.email);
    await admin.getByLabel("Password", { exact: true }).fill(shop.demoAdmin.password);
    await admin.getByRole("button", { name: "Sign in" }).click();
  }, 240_000);

  afterAll(() => browser?.close());

  it("is said on the order's page until the money is asked for again", async () => {
    const debt = admin.getByRole("alert").filter({ hasText: "€2.00 did not go back" });
    await debt.waitFor();
    await admin.getByText("Refund refused, €2.00").waitFor();
    await staff.post(
      `/admin/orders/${orderNumber}/refunds`,
      { amount: 2, reason: "A scratch, again" },
      { headers: { "idempotency-key": crypto.randomUUID() } },
    );
    await admin.reload();
    await admin.getByText("A scratch, again").first().waitFor();
    expect(await debt.count()).toBe(0);
  });
});
