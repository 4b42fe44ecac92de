import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openShop, type Shop } from "../../infra/testing/shop.ts";
import { openBrowser } from "./browser.ts";

const WIDTHS = [1440, 390] as const;
const SCHEMES = ["light", "dark"] as const;
/** A slow machine renders some twenty pages in each of these. */
const MINUTES = 180_000;
const VIEWS = WIDTHS.flatMap((width) => SCHEMES.map((scheme) => ({ width, scheme })));

/** So that a second run on the same shop meets no account or mail of the first. */
const RUN = crypto.randomUUID().slice(0, 8);

/** Where screenshots go, where somebody wants to look at them. */
const SHOTS = process.env["SCREENSHOTS"];

let shop: Shop;
let browser: Browser;

beforeAll(async () => {
  shop = await openShop();
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
});

/** A browser window of its own, which fails the test on any script error or refused resource. */
async function openWindow(width: number, scheme: "light" | "dark") {
  const context = await browser.newContext({
    baseURL: shop.storeUrl,
    viewport: { width, height: 900 },
    colorScheme: scheme,
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  context.on("weberror", (error) => complaints.push(String(error.error())));
  context.on("console", (message) => {
    if (message.type() === "error" && !/status of 40[0-9]/.test(message.text())) {
      complaints.push(message.text());
    }
  });
  return { context, page: await context.newPage(), complaints };
}

async function shoot(page: Page, name: string): Promise<void> {
  if (!SHOTS) return;
  await mkdir(SHOTS, { recursive: true });
  const width = page.viewportSize()?.width;
  const dark = await page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches);
  // A full picture is taller than the window, and pictures below it wait to be scrolled to.
  await page.evaluate(() => {
    for (const image of document.images) image.loading = "eager";
  });
  await page.waitForFunction(() => [...document.images].every(({ complete }) => complete));
  const path = join(SHOTS, `${name}-${width}-${dark ? "dark" : "light"}.png`);
  await page.screenshot({ path, fullPage: true });
}

/** Islands that are still to be taken over by React carry `ssr`. */
async function ready(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector("astro-island[ssr]") === null);
}

async function sideways(page: Page): Promise<string[]> {
  const pixels = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return pixels > 0 ? [`${pixels} px to scroll sideways`] : [];
}

async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`,
  );
  return [...found, ...(await sideways(page))];
}

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
      const { context, page, complaints } = await openWindow(view.width, view.scheme);
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
    const { context, page } = await openWindow(1440, "light");
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

describe("an account", () => {
  it("is opened with a code from the mail, and shows its orders", async () => {
    const { context, page } = await openWindow(390, "light");
    const email = `account-${RUN}@example.com`;
    await page.goto("/register");
    await page.getByLabel("Name", { exact: true }).fill("Ines Weber");
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password").fill("Umbrella-2026-rain");
    await page.getByRole("button", { name: "Open the account" }).click();
    await page.getByText(`We sent a code to ${email}`).waitFor();
    const mail = (await shop.inbox()).findLast(({ to }) => to.includes(email));
    const code = /\b\d{6}\b/.exec(`${mail?.subject} ${mail?.text}`)?.[0] ?? "";
    await page.getByLabel("Code").fill(code);
    await page.getByRole("button", { name: "Confirm" }).click();
    await page.waitForURL(/\/orders$/);
    await page.getByText("None yet.").waitFor();
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.getByText("You are signed out here.").waitFor();
    await context.close();
  });

  it("stays closed to a wrong password, and says so", async () => {
    const { context, page } = await openWindow(1440, "dark");
    await page.goto("/sign-in");
    await page.getByLabel("Email").fill(shop.demoShopper.email);
    await page.getByLabel("Password").fill("wrong-password-1");
    await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
    await page.getByText("E-mail and password do not belong together.").waitFor();
    expect(await page.getByLabel("Email").inputValue()).toBe(shop.demoShopper.email);
    await context.close();
  });
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
      const { context, page, complaints } = await openWindow(width, scheme);
      expect(await walk(page, findings)).toEqual({});
      expect(complaints).toEqual([]);
      await context.close();
    },
    MINUTES,
  );

  it(
    "fits into 320 px without scrolling sideways",
    async () => {
      const { context, page } = await openWindow(320, "light");
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
