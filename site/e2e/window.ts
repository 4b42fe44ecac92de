import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext, Page } from "playwright-core";

export type Scheme = "light" | "dark";

const WIDTHS = [1440, 390] as const;
const SCHEMES = ["light", "dark"] as const;

/** The sizes and scenes that every page is looked at in. */
export const VIEWS = WIDTHS.flatMap((width) => SCHEMES.map((scheme) => ({ width, scheme })));

/** A slow machine renders some twenty pages in each of these. */
export const MINUTES = 180_000;

/** Where screenshots go, where somebody wants to look at them. */
const SHOTS = process.env["SCREENSHOTS"];

interface Window {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Script errors and refused resources so far. */
  readonly complaints: readonly string[];
}

/** A browser window of its own, which writes down any script error or refused resource. */
export async function openWindow(
  browser: Browser,
  baseURL: string,
  { width, scheme }: { width: number; scheme: Scheme },
): Promise<Window> {
  const context = await browser.newContext({
    baseURL,
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

/** Takes a picture of the whole page, where `SCREENSHOTS` names a directory. */
export async function shoot(page: Page, name: string): Promise<void> {
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
export async function ready(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector("astro-island[ssr]") === null);
}

/** Nothing may be wider than the window. */
export async function sideways(page: Page): Promise<string[]> {
  const pixels = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return pixels > 0 ? [`${pixels} px to scroll sideways`] : [];
}

/** From here on people feel that a page jumps (web.dev/articles/cls). */
const FELT = 0.1;

/** What moved by itself while the page came together. */
async function jumps(page: Page): Promise<string[]> {
  const score = await page.evaluate(async () => {
    let sum = 0;
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value = 0, hadRecentInput = false } = entry as { value?: number } & {
          hadRecentInput?: boolean;
        };
        if (!hadRecentInput) sum += value;
      }
    });
    observer.observe({ type: "layout-shift", buffered: true });
    // What was buffered comes in a task of its own.
    await new Promise((resolve) => setTimeout(resolve, 50));
    observer.disconnect();
    return sum;
  });
  return score >= FELT ? [`jumps by ${score.toFixed(2)}`] : [];
}

/** What axe finds on the page as it stands, whether it is too wide, and whether it jumped. */
export async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`,
  );
  return [...found, ...(await sideways(page)), ...(await jumps(page))];
}
