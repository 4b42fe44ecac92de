import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openShop, type Shop } from "../../infra/testing/shop.ts";
import { openBrowser } from "./browser.ts";
import { openWindow } from "./window.ts";

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

describe("an account", () => {
  it("is opened with a code from the mail, and shows its orders", async () => {
    const { context, page } = await openWindow(browser, shop.storeUrl, {
      width: 390,
      scheme: "light",
    });
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
    const { context, page } = await openWindow(browser, shop.storeUrl, {
      width: 1440,
      scheme: "dark",
    });
    await page.goto("/sign-in");
    await page.getByLabel("Email").fill(shop.demoShopper.email);
    await page.getByLabel("Password").fill("wrong-password-1");
    await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
    await page.getByText("E-mail and password do not belong together.").waitFor();
    expect(await page.getByLabel("Email").inputValue()).toBe(shop.demoShopper.email);
    await context.close();
  });
});
