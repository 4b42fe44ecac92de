import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { placePaidOrder } from "../../infra/testing/purchase.ts";
import { openShop, type Shop } from "../../infra/testing/shop.ts";
import { openBrowser } from "./browser.ts";

let shop: Shop;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  shop = await openShop();
  browser = await openBrowser();
  const context = await browser.newContext({ baseURL: shop.storeUrl });
  context.setDefaultTimeout(20_000);
  page = await context.newPage();
  await page.goto("/admin/integrity");
  await page.getByLabel("Email").fill(shop.demoAdmin.email);
  await page.getByLabel("Password").fill(shop.demoAdmin.password);
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/admin/integrity");
});

afterAll(async () => {
  await browser?.close();
});

/** A payment page of nobody's order, paid. */
async function strayPayment(): Promise<string> {
  const answer = await fetch(`${shop.stripeUrl}/v1/checkout/sessions`, {
    method: "POST",
    headers: { authorization: "Bearer sk_test_parasol" },
    body: new URLSearchParams({
      mode: "payment",
      client_reference_id: "P-200102-00000",
      success_url: `${shop.storeUrl}/`,
      "line_items[0][quantity]": "1",
      "line_items[0][price_data][currency]": "eur",
      "line_items[0][price_data][unit_amount]": "1900",
      "line_items[0][price_data][product_data][name]": "Stray",
    }),
  });
  const session = await answer.json();
  const url = new URL(session.url);
  const card = { card: "4242 4242 4242 4242", exp: "12 / 34", cvc: "123", name: "Maren Holt" };
  const body = new URLSearchParams(card);
  await fetch(`${url.origin}${url.pathname}`, { method: "POST", redirect: "manual", body });
  return session.id;
}

/** A run looks twice at what seems wrong, a quarter of a minute apart, and others use the shop. */
const PATIENCE_MS = 240_000;

describe("the integrity page", () => {
  it(
    "measures by one key, shows what was repaired and why, and lets a person do the rest",
    async () => {
      const { orderNumber } = await placePaidOrder(shop, { email: "row@example.com" });
      const stray = await strayPayment();
      await shop.sql(`delete from "Order" where "id" = $1`, [orderNumber]);

      await page.keyboard.press("m");
      await page.getByRole("button", { name: "Measuring" }).waitFor();
      await page
        .getByRole("button", { name: "Measure now" })
        .first()
        .waitFor({ timeout: PATIENCE_MS / 2 });

      const reports = page.getByRole("row", { name: /^Reports/ });
      expect(await reports.textContent()).toMatch(/Repaired/);
      await page.getByRole("button", { name: "Explain Reports" }).click();
      const missing = page.getByRole("listitem").filter({ hasText: `Order/${orderNumber}` });
      expect(await missing.textContent()).toMatch(/A row is missing.*No row.*Repaired/s);
      const found = await shop.sql(`select 1 from "Order" where "id" = $1`, [orderNumber]);
      expect(found).toHaveLength(1);
      const [axe, side] = await Promise.all([
        new AxeBuilder({ page }).analyze(),
        page
          .getByRole("link", { name: /^Integrity/ })
          .first()
          .textContent(),
      ]);
      expect(axe.violations).toEqual([]);
      expect(side).toContain("Integrity");

      const paid = page.getByRole("listitem").filter({ hasText: stray });
      await paid.getByRole("button", { name: "Give it back" }).click();
      const dialog = page.getByRole("dialog", { name: "Give all of this payment back?" });
      await dialog.getByRole("button", { name: "Give it back" }).click();
      await paid.getByText("Repaired by hand").waitFor();
      const left = await page
        .getByRole("table")
        .getByText(/^\d+ open$/)
        .allTextContents();
      const open = left.reduce((sum, text) => sum + Number.parseInt(text, 10), 0);
      const state = page.getByRole("link", { name: /^Integrity/ }).first();
      const shown = (await state.innerText()).replace(/\s/g, "");
      expect(shown).toBe(`Integrity${open > 0 ? open : "OK"}`);
    },
    PATIENCE_MS,
  );

  it("fits a phone, and needs no sideways scrolling", async () => {
    await page.setViewportSize({ width: 320, height: 720 });
    await page.reload();
    await page.getByRole("row", { name: /^Stock/ }).waitFor();
    const beyond = () => document.documentElement.scrollWidth - window.innerWidth;
    expect(await page.evaluate(beyond)).toBeLessThanOrEqual(0);
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  });
});
