import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sellNewGoods } from "../../infra/testing/new-goods.ts";
import { openShop, type Shop } from "../../infra/testing/shop.ts";
import { openBrowser } from "./browser.ts";
import { findings, MINUTES, openWindow, ready, sideways, VIEWS } from "./window.ts";

let shop: Shop;
let browser: Browser;

beforeAll(async () => {
  shop = await openShop();
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
});

describe("every page", () => {
  const PATHS = [
    "/",
    "/animals",
    "/animals?sort=price&minPrice=15&maxPrice=40&inStock=true&page=2",
    "/search",
    "/search?q=fox",
    "/search?q=xyzzyx",
    "/products/fox",
    "/products/hedgehog",
    "/basket",
    "/checkout",
    "/orders",
    "/orders/P-260101-00000",
    "/sign-in",
    "/register",
    "/reset",
    "/privacy",
    "/terms",
    "/imprint",
    "/delivery",
    "/built",
    "/nothing-here",
  ];

  async function walk(page: Page, look: (page: Page) => Promise<string[]>) {
    const found: Record<string, string[]> = {};
    for (const path of PATHS) {
      await page.goto(path);
      await ready(page);
      const here = await look(page);
      if (here.length > 0) found[path] = here;
    }
    return found;
  }

  it.each(VIEWS)(
    "has nothing for axe to find, $width px wide, $scheme",
    async ({ width, scheme }) => {
      const { context, page, complaints } = await openWindow(browser, shop.storeUrl, {
        width,
        scheme,
      });
      expect(await walk(page, findings)).toEqual({});
      expect(complaints).toEqual([]);
      await context.close();
    },
    MINUTES,
  );

  it(
    "fits into 320 px without scrolling sideways",
    async () => {
      const { context, page } = await openWindow(browser, shop.storeUrl, {
        width: 320,
        scheme: "light",
      });
      expect(await walk(page, sideways)).toEqual({});
      await context.close();
    },
    MINUTES,
  );
});

describe("without script", () => {
  async function bare(): Promise<{ context: BrowserContext; page: Page }> {
    const context = await browser.newContext({ baseURL: shop.storeUrl, javaScriptEnabled: false });
    return { context, page: await context.newPage() };
  }

  it("the shop can be walked, searched and filtered", async () => {
    const { context, page } = await bare();
    await page.goto("/animals");
    await page.getByLabel("From, in euros").fill("15");
    await page.getByRole("button", { name: "Show" }).click();
    await page.waitForURL(/minPrice=15/);
    await page.locator(".tile").first().waitFor();
    await page.goto("/search?q=fox");
    await page
      .locator(".tile")
      .getByRole("link", { name: /\bFox\b/ })
      .first()
      .click();
    await page.getByRole("heading", { level: 1, name: "Fox" }).waitFor();
    await context.close();
  });
});

describe("what is sold out", () => {
  it("is promised to nobody, asks for an address, and is there when it came in meanwhile", async () => {
    const staff = await shop.staff();
    const { slug, sku } = await sellNewGoods(staff, 0);
    const view = { width: 390, scheme: "light" } as const;
    const { context, page, complaints } = await openWindow(browser, shop.storeUrl, view);
    await page.goto(`/products/${slug}`);
    await ready(page);
    const address = page.getByLabel("Tell me when it is back");
    const send = page.getByRole("button", { name: "Tell me" });

    await address.fill("maren");
    await send.click();
    await page.getByText("That is not an e-mail address.").waitFor();
    await address.fill("Maren@example.com");
    await address.press("Enter");
    await page.getByText("We write to maren@example.com once it is back.").waitFor();
    expect(
      await page
        .locator(".facts:not(.more)")
        .getByText(/leaves/i)
        .count(),
    ).toBe(0);

    await page.reload();
    await ready(page);
    await staff.post(`/admin/inventory/${sku}/adjustments`, { quantity: 3, reason: "Delivered" });
    await address.fill("late@example.com");
    await send.click();
    await page.getByRole("button", { name: "Add to basket" }).first().waitFor();
    expect(complaints.filter((one) => !/40[09]/.test(one))).toEqual([]);
    await context.close();
  });
});
