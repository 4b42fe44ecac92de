import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Client } from "../../infra/testing/client.ts";
import { newGoods } from "../../infra/testing/new-goods.ts";
import { pay, placeOrder } from "../../infra/testing/purchase.ts";
import { openShop, type Shop } from "../../infra/testing/shop.ts";
import { openBrowser } from "./browser.ts";

let shop: Shop;
let staff: Client;
let browser: Browser;
/** Signed in as the demo admin; one tab for all tests that do not need their own. */
let page: Page;
let orderNumber: string;
let product: { id: string; slug: string; name: string; variants: { sku: string }[] };

async function newPage(options: Parameters<Browser["newContext"]>[0] = {}): Promise<Page> {
  const context = await browser.newContext({ baseURL: shop.storeUrl, ...options });
  context.setDefaultTimeout(20_000);
  return await context.newPage();
}

async function signIn(on: Page, who: { email: string; password: string }): Promise<void> {
  await on.getByLabel("Email").fill(who.email);
  await on.getByLabel("Password").fill(who.password);
  await on.getByRole("main").getByRole("button", { name: "Sign in" }).click();
}

beforeAll(async () => {
  shop = await openShop();
  staff = await shop.staff();
  const created = await staff.post("/products", newGoods());
  product = created.body.data;
  const sku = product.variants[0]?.sku ?? "";
  const placed = await placeOrder(shop.client(), { email: "console@example.com", sku });
  await pay(placed.paymentUrl);
  orderNumber = placed.orderNumber;
  await shop.idle();

  browser = await openBrowser();
  page = await newPage();
});

afterAll(async () => {
  await browser?.close();
});

describe("the console", () => {
  it("asks a stranger to sign in, and leads back to where they wanted to be", async () => {
    await page.goto(`/admin/orders?q=${orderNumber}`);
    expect(new URL(page.url()).pathname).toBe("/sign-in");

    await signIn(page, shop.demoAdmin);

    await page.getByRole("link", { name: orderNumber }).waitFor();
    const url = new URL(page.url());
    expect(url.pathname + url.search).toBe(`/admin/orders?q=${orderNumber}`);
    await page.getByText("Robin Admin").waitFor();
  });

  it("is closed to customers", async () => {
    const shopper = await newPage();
    await shopper.goto("/admin/products");
    await signIn(shopper, shop.demoShopper);
    await shopper.getByText("This room is for the shop’s staff.").waitFor();
    expect((await shopper.reload())?.status()).toBe(403);
    await shopper.context().close();
  });

  it("shows the orders to pack, walks them by keys, and opens one", async () => {
    await page.goto("/admin/orders");
    await page.getByRole("link", { name: "To pack" }).click();
    const row = page.getByRole("row").filter({ hasText: orderNumber });
    await row.waitFor();
    expect(await row.textContent()).toContain("To pack");
    expect(new URL(page.url()).search).toBe("?status=PAID");

    await page.getByLabel("Search orders").fill(orderNumber);
    await page.waitForFunction(() => document.querySelectorAll(".rows tbody tr").length === 1);
    await page.getByLabel("Search orders").blur();
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/admin/orders/${orderNumber}`);
    await page.getByRole("heading", { level: 2, name: orderNumber }).waitFor();
  });

  it("packs an order, marks it as shipped, and the customer is told", async () => {
    await page.goto(`/admin/orders/${orderNumber}`);
    await page.getByText("Waiting to be packed").waitFor();
    await page.keyboard.press("p");
    await page.getByText("Waiting to be shipped").waitFor();

    await page.keyboard.press("s");
    const dialog = page.getByRole("dialog", { name: `Mark ${orderNumber} as shipped` });
    await dialog.getByLabel("Carrier").fill("DHL");
    await dialog.getByLabel("Tracking number").fill("00340434161094");
    await dialog.getByRole("button", { name: /^Ship \d+ piece/ }).click();

    await page.getByText("Handed to the carrier").waitFor();
    expect(await page.getByRole("button", { name: "Mark as shipped" }).count()).toBe(0);
    const { body } = await staff.get(`/admin/orders/${orderNumber}`);
    expect(body.data).toMatchObject({
      status: "SHIPPED",
      fulfilments: [{ carrier: "DHL", trackingNumber: "00340434161094" }],
    });
    await shop.idle();
    const mails = (await shop.inbox()).filter((mail) => mail.to.includes("console@example.com"));
    expect(mails.at(-1)?.text).toContain("00340434161094");
  });

  it("changes a price, and the product's page shows it", async () => {
    await page.goto(`/admin/products/${product.id}`);
    const price = page.getByLabel("Price, € of height 1");
    await price.fill("19,50");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText(`${product.name} is saved.`).waitFor();
    expect(await price.inputValue()).toBe("19.50");
    await shop.idle();

    const shopper = await newPage();
    await shopper.goto(`/products/${product.slug}`);
    expect(await shopper.getByRole("main").textContent()).toContain("€19.50");
    await shopper.context().close();
  });

  it("says which field is wrong, and keeps what was typed", async () => {
    await page.goto(`/admin/products/${product.id}`);
    const address = page.getByLabel("Address", { exact: true });
    await address.fill("No Spaces Please");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("One field needs another look.").waitFor();
    expect(await address.getAttribute("aria-invalid")).toBe("true");
    expect(await address.inputValue()).toBe("No Spaces Please");
    expect(await address.evaluate((field) => field === document.activeElement)).toBe(true);
    await page.getByRole("button", { name: "Discard" }).click();
    expect(await address.inputValue()).toBe(product.slug);
  });

  it("says how many fields a promotion lacks, leads to the first, and keeps the rest", async () => {
    await page.goto("/admin/promotions/new");
    await page.getByLabel("Percent", { exact: true }).fill("15");
    await page.getByRole("button", { name: "Create" }).click();
    await page.getByText("2 fields need another look.").waitFor();
    const title = page.getByLabel("Title");
    await expect.poll(() => title.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await page.getByLabel("Percent", { exact: true }).inputValue()).toBe("15");
  });

  it("names the figurine beside its ledger", async () => {
    await page.goto(`/admin/inventory/${product.variants[0]?.sku}`);
    await page.getByRole("link", { name: `${product.name}, 9 cm` }).waitFor();
    await page.getByRole("cell", { name: `Sold ${orderNumber}` }).waitFor();
  });

  it("moves stock, with a reason", async () => {
    const sku = product.variants[0]?.sku ?? "";
    await page.goto(`/admin/products/${product.id}`);
    const before = (await staff.get(`/admin/inventory/${sku}`)).body.data;
    await page.getByRole("button", { name: `Adjust the stock of ${sku}` }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("By how many").fill("+6");
    await dialog.getByLabel("Why").fill("Delivery arrived");
    await dialog.getByRole("button", { name: "Move stock" }).click();
    await page.getByText(`${sku}: ${before.onHand + 6} on hand.`).waitFor();
    const after = (await staff.get(`/admin/inventory/${sku}`)).body.data;
    expect(after.onHand).toBe(before.onHand + 6);
  });

  it("makes a product, puts it on the shelf, and takes it down again", async () => {
    const name = `Console ${Date.now()}`;
    await page.goto("/admin/products/new");
    await page.getByLabel("Name").fill(name);
    await page.getByLabel("Shelf").selectOption("birds");
    await page.getByLabel("SKU of height 1").fill(`C-${Date.now()}`);
    await page.getByLabel("Height of height 1").fill("9 cm");
    await page.getByLabel("Price, € of height 1").fill("12");
    await page.getByRole("button", { name: "Create" }).click();
    await page.getByText(`${name} is on the shelf.`).waitFor();
    const slug = name.toLowerCase().replace(" ", "-");
    const shown = await page.request.get(`/products/${slug}`);
    expect([shown.status(), await shown.text()]).toEqual([200, expect.stringContaining("€12.00")]);
    await shop.idle();

    await page.getByRole("button", { name: `Delete ${name}` }).click();
    const dialog = page.getByRole("dialog", { name: `Delete ${name} and its 1 height?` });
    await dialog.getByRole("button", { name: `Delete ${name}` }).click();
    await page.waitForURL("**/admin/products");
    await shop.idle();
    expect((await page.request.get(`/products/${slug}`)).status()).toBe(404);
  });
});

describe("every page of the console", () => {
  const pages = [
    ["the order list", () => "/admin/orders", "Search orders"],
    ["an order", () => `/admin/orders/${orderNumber}`, "What happened"],
    ["the product list", () => "/admin/products", "Search products"],
    ["a product", () => `/admin/products/${product.id}`, "What it is"],
    ["a new product", () => "/admin/products/new", "What it is"],
    ["the inventory", () => "/admin/inventory", "On hand"],
    ["a SKU", () => `/admin/inventory/${product.variants[0]?.sku}`, "Ledger"],
    ["the promotions", () => "/admin/promotions", "State"],
    ["a new promotion", () => "/admin/promotions/new", "Title"],
    ["the settings", () => "/admin/settings", "Who sells"],
    ["the page for others", () => "/admin/refused", "This room is for the shop’s staff."],
  ] as const;
  const looks = [
    ["noon", 1440, "light"],
    ["dusk", 390, "dark"],
  ] as const;

  it.each(looks)(
    "passes axe at %s, %i px, without sideways scrolling",
    async (_, width, scheme) => {
      const storageState = await page.context().storageState();
      const view = await newPage({
        storageState,
        colorScheme: scheme,
        viewport: { width, height: 900 },
      });
      const found: unknown[] = [];
      for (const [what, path, sign] of pages) {
        await view.goto(path());
        await view.getByText(sign).or(view.getByLabel(sign)).first().waitFor();
        await view.waitForLoadState("networkidle");
        const { violations } = await new AxeBuilder({ page: view }).analyze();
        found.push(...violations.map(({ id, nodes }) => [what, id, nodes[0]?.html]));
        const wide = await view.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (wide > 0) found.push([what, "scrolls sideways", wide]);
      }
      expect(found).toEqual([]);
      await view.context().close();
    },
  );
});
