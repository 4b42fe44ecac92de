import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Client } from "../../infra/testing/client.ts";
import { findSku, pay, placeOrder } from "../../infra/testing/purchase.ts";
import { openShop, type Shop } from "../../infra/testing/shop.ts";
import { openBrowser } from "./browser.ts";
import { sideways } from "./window.ts";

/** One order from its payment to the last cent given back, as shopper and staff see it. */
describe("after the sale, in the browser", { timeout: 60_000 }, () => {
  const email = "after-the-sale@example.com";
  /** Longer than a phone is wide. */
  const name = `Maximiliane Wolfeschlegel${"steinhausenberger".repeat(3)}dorff`;
  let shop: Shop;
  let staff: Client;
  let browser: Browser;
  let shopper: Page;
  let admin: Page;
  let orderNumber: string;
  let total: number;

  beforeAll(async () => {
    shop = await openShop();
    staff = await shop.staff();
    const client = shop.client();
    const sku = await findSku(client, 20);
    const bought = await placeOrder(client, { email, sku, quantity: 3, name });
    orderNumber = bought.orderNumber;
    const back = await pay(bought.paymentUrl);
    await shop.idle();
    ({ total } = (await staff.get(`/admin/orders/${orderNumber}`)).body.data);

    browser = await openBrowser();
    const open = (width: number) =>
      browser.newPage({ baseURL: shop.storeUrl, viewport: { width, height: 900 } });
    shopper = await open(390);
    await shopper.goto(back);
    admin = await open(1440);
    await admin.goto(`/admin/orders/${orderNumber}`);
    await admin.getByLabel("Email").fill(shop.demoAdmin.email);
    await admin.getByLabel("Password", { exact: true }).fill(shop.demoAdmin.password);
    await admin.getByRole("button", { name: "Sign in" }).click();
    await admin.getByText("Waiting to be packed").waitFor();
  }, 120_000);

  afterAll(() => browser?.close());

  const mails = async () => {
    await shop.idle();
    return (await shop.inbox()).filter((mail) => mail.to.includes(email));
  };
  const order = async () => (await staff.get(`/admin/orders/${orderNumber}`)).body.data;
  const dialog = (page: Page) => page.getByRole("dialog");

  it("shows the shopper what was bought, what happens next, and the invoice", async () => {
    await shopper.getByText("Ordered and paid").waitFor();
    await shopper.getByText("Waiting to be packed").waitFor();
    expect([...(await sideways(shopper)), ...(await sideways(admin))]).toEqual([]);
    const href = await shopper.getByRole("link", { name: "Invoice, PDF" }).getAttribute("href");
    const invoice = await fetch(new URL(href ?? "", shop.storeUrl));
    expect(invoice.headers.get("content-type")).toBe("application/pdf");
    expect(
      Buffer.from(await invoice.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe("%PDF-");
  });

  it("keeps the team's note from the shopper", async () => {
    await admin.keyboard.press("n");
    await admin.getByLabel("Note").fill("Gift wrap for the first one.");
    await admin.getByRole("button", { name: "Add note" }).click();
    await admin.getByText("Gift wrap for the first one.").waitFor();
    await shopper.reload();
    await shopper.getByText("Ordered and paid").waitFor();
    expect(await shopper.getByText("Gift wrap").count()).toBe(0);
  });

  it("sends two of three pieces, and says that one is still to come", async () => {
    await admin.getByRole("heading", { level: 2, name: orderNumber }).click();
    await admin.keyboard.press("s");
    await dialog(admin).getByRole("spinbutton").fill("2");
    await dialog(admin).getByLabel("Carrier").fill("DHL");
    await dialog(admin).getByLabel("Tracking number").fill("00340434161094");
    await dialog(admin).getByRole("button", { name: "Ship 2 pieces" }).click();
    await admin.getByText("The rest waits to be shipped").waitFor();
    await shopper.reload();
    await shopper.getByText("Parcel 1 left us").waitFor();
    await shopper.getByText("1 figurine still to come.").waitFor();
    expect((await mails()).at(-1)?.text).toContain("00340434161094");
  });

  it("gives the money of the piece that will not come, to the cent, once", async () => {
    const before = await order();
    await admin.getByRole("heading", { level: 2, name: orderNumber }).click();
    await admin.keyboard.press("r");
    await dialog(admin).getByRole("spinbutton").fill("1");
    await dialog(admin).getByLabel("Put the pieces back into stock").check();
    await dialog(admin).getByLabel("Why").fill("The last one has a scratch");
    const button = dialog(admin).getByRole("button", { name: /^Give €/ });
    const shown = Number(/€([\d.]+)/.exec((await button.textContent()) ?? "")?.[1]);
    await button.click();
    await dialog(admin).waitFor({ state: "detached" });
    await shop.idle();
    const after = await order();
    expect(after.refunds).toMatchObject([{ amount: shown, status: "SUCCEEDED", restock: true }]);
    expect(before.refundable - after.refundable).toBeCloseTo(shown, 2);
    await shopper.reload();
    await shopper.getByText(/paid back to Visa 4242/).waitFor();
    await shopper.getByText("Paid back", { exact: true }).waitFor();
    expect((await mails()).at(-1)?.text).toContain(shown.toFixed(2));
  });

  it("takes a return from the wish to the money", async () => {
    await admin.getByRole("button", { name: "It arrived" }).click();
    await admin.getByText("Delivered").first().waitFor();
    await shopper.reload();
    await shopper.getByText(/^Your parcel arrived on /).waitFor();
    await shopper.getByRole("button", { name: "Send something back" }).click();
    await dialog(shopper).getByRole("checkbox").check();
    await dialog(shopper).getByLabel("Why, if you like to say").selectOption("Arrived broken");
    await dialog(shopper).getByRole("button", { name: "Ask for a return" }).click();
    await shopper.getByText("You asked to send something back").waitFor();

    await admin.reload();
    await admin.getByText("Arrived broken").first().waitFor();
    await admin.getByRole("button", { name: "Agree" }).click();
    await admin.getByRole("button", { name: "It came in" }).click();
    await dialog(admin).getByRole("button", { name: "Book it in" }).click();
    await admin.getByRole("button", { name: "Give money back" }).click();
    await dialog(admin)
      .getByRole("button", { name: /^Give €/ })
      .click();
    await dialog(admin).waitFor({ state: "detached" });
    await shop.idle();
    const after = await order();
    expect(after.returns).toMatchObject([{ id: "T1", status: "REFUNDED" }]);
    expect(after.books.agree).toBe(true);
    // One mail for each event: two refunds have one subject, but not the same words.
    const texts = (await mails()).map((mail) => mail.subject + mail.text);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it("never gives back more than was paid", async () => {
    const { refundable } = await order();
    const answer = await staff.post(
      `/admin/orders/${orderNumber}/refunds`,
      { amount: Math.round((refundable + 0.01) * 100) / 100, reason: "Too much" },
      { headers: { "idempotency-key": crypto.randomUUID() } },
    );
    expect([answer.status, answer.body.error.code]).toEqual([409, "REFUND_EXCEEDS_PAYMENT"]);
    const { refunds } = await order();
    const back = refunds.reduce(
      (sum: number, refund: { amount: number }) => sum + refund.amount,
      0,
    );
    expect(back + refundable).toBeCloseTo(total, 2);
  });
});
