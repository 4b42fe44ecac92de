import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openShop, type Shop } from "../../infra/testing/shop.ts";
import { openBrowser } from "./browser.ts";
import { findings, MINUTES, openWindow, ready, shoot, VIEWS } from "./window.ts";

/** So that a second run on the same shop meets no account or mail of the first. */
const RUN = crypto.randomUUID().slice(0, 8);

let shop: Shop;
let browser: Browser;

beforeAll(async () => {
  shop = await openShop();
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
});

async function pay(page: Page, card: string): Promise<void> {
  await page.locator("input[name=card]").fill(card);
  await page.locator("input[name=exp]").fill("12 / 34");
  await page.locator("input[name=cvc]").fill("123");
  await page.locator("input[name=name]").fill("Maren Holt");
  await page.getByRole("button", { name: /^Pay/ }).click();
}

describe("a purchase in the browser", () => {
  it.each(VIEWS)(
    "goes from the shelf to the mail, $width px wide, $scheme",
    async (view) => {
      const { context, page, complaints } = await openWindow(browser, shop.storeUrl, view);
      const email = `journey-${view.width}-${view.scheme}-${RUN}@example.com`;
      const phone = view.width < 761;

      // Browse: from home to a shelf.
      await page.goto("/");
      const headline = view.scheme === "light" ? "in the sun." : "by lamplight.";
      await page.getByRole("heading", { level: 1 }).getByText(headline).waitFor();
      await shoot(page, "home");
      await page.locator(".index").getByRole("link", { name: "Animals" }).click();
      await page.getByRole("heading", { level: 1, name: "Animals" }).waitFor();
      await shoot(page, "listing");

      // Search: the field in the header, or on a phone the search page.
      if (phone) {
        await page.getByRole("link", { name: "Search" }).click();
        await page.getByLabel("Search figurines").fill("fox");
        await page.getByRole("button", { name: "Find" }).click();
      } else {
        await page.keyboard.press("/");
        await page.keyboard.type("fox");
        await page.keyboard.press("Enter");
      }
      await page.waitForURL(/\/search\?q=fox/);
      await page
        .locator(".tile")
        .getByRole("link", { name: /\bFox\b/ })
        .first()
        .click();

      // Product: another height has another price, and the figurine grows.
      await page.waitForURL(/\/products\/fox$/);
      await ready(page);
      const figure = page.locator(".prod .hold > .stage > .fig");
      const before = (await figure.boundingBox())?.width ?? 0;
      await page.locator(".seg label").filter({ hasText: "14 cm" }).click();
      await expect
        .poll(async () => (await figure.boundingBox())?.width ?? 0)
        .toBeGreaterThan(before);
      const price = (await page.locator(".buy .row .price").innerText()).trim();
      await shoot(page, "product");

      // Basket: the toast says so, the drawer shows it.
      await page.getByRole("button", { name: "Add to basket" }).filter({ visible: true }).click();
      await page.getByText("Fox is in your basket.").waitFor();
      await page.getByRole("link", { name: "Basket, 1 item" }).click();
      const drawer = page.getByRole("dialog", { name: "Basket" });
      await drawer.getByText("14 cm").waitFor();
      expect(await findings(page)).toEqual([]);
      await shoot(page, "drawer");
      await drawer.getByRole("link", { name: `Checkout, ${price}` }).click();

      // Checkout: what is missing is said, and the first question gets the focus.
      await page.waitForURL(/\/checkout$/);
      await ready(page);
      await page.getByRole("button", { name: /^Pay/ }).click();
      await page.getByText("Where should the receipt go?").waitFor();
      expect(await page.evaluate(() => document.activeElement?.id)).toBe("email");
      await page.getByLabel("Email").fill(email);
      await page.getByLabel("Name", { exact: true }).fill("Maren Holt");
      await page.getByLabel("Street and number").fill("Kastanienallee 12");
      await page.getByLabel("Postcode").fill("1043");
      await page.getByLabel("City").fill("Berlin");
      await page.getByText("German postcodes have five digits.").waitFor();
      expect(await findings(page)).toEqual([]);
      await shoot(page, "checkout");
      await page.getByLabel("Postcode").fill("10435");
      await page.getByRole("button", { name: /^Pay/ }).click();

      // Payment, on a page that is not the shop's.
      await page.locator("input[name=card]").waitFor();
      await shoot(page, "payment");
      await pay(page, "4242 4242 4242 4242");

      // Confirmation.
      await page.getByRole("heading", { level: 1, name: "Thank you, Maren." }).waitFor();
      const orderNumber = /P-\d{6}-[0-9A-Z]{5}/.exec(page.url())?.[0] ?? "";
      expect(orderNumber).not.toBe("");
      await page.getByText(orderNumber).first().waitFor();
      expect(await findings(page)).toEqual([]);
      await shoot(page, "confirmation");
      await page.getByRole("link", { name: "Basket", exact: true }).waitFor();

      // The mail, and the row.
      await shop.idle();
      const mails = (await shop.inbox()).filter(({ to }) => to.includes(email));
      expect(mails).toHaveLength(1);
      expect(mails[0]?.html).toContain(orderNumber);
      const statement = `select status, total from "Order" where "orderNumber" = $1`;
      const rows = await shop.sql(statement, [orderNumber]);
      expect(rows).toHaveLength(1);
      expect(rows[0]?.["status"]).toBe("PAID");

      expect(complaints).toEqual([]);
      await context.close();
    },
    MINUTES,
  );

  it("comes back from a declined card with the basket as it was", async () => {
    const { context, page } = await openWindow(browser, shop.storeUrl, {
      width: 1440,
      scheme: "light",
    });
    await page.goto("/products/owl");
    await page.getByRole("button", { name: "Add to basket" }).filter({ visible: true }).click();
    await page.getByText("Owl is in your basket.").waitFor();
    await page.goto("/checkout");
    await page.getByLabel("Email").fill("declined@example.com");
    await page.getByLabel("Name", { exact: true }).fill("Maren Holt");
    await page.getByLabel("Street and number").fill("Kastanienallee 12");
    await page.getByLabel("Postcode").fill("10435");
    await page.getByLabel("City").fill("Berlin");
    await page.getByRole("button", { name: /^Pay €/ }).click();
    await pay(page, "4000 0000 0000 0002");
    await page
      .getByText(/declined|bank said no/i)
      .first()
      .waitFor();
    await page.goto("/checkout");
    await page.getByText("Owl", { exact: true }).waitFor();
    expect(await page.getByLabel("Email").inputValue()).toBe("declined@example.com");
    await context.close();
  });
});
