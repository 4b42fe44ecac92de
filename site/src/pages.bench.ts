import { resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { pageScripts } from "./page-scripts.ts";
import { mockPageData } from "./testing.ts";

interface Measure {
  readonly name: string;
  readonly value: number;
  readonly unit: "kB" | "ms";
  readonly atMost?: number;
}

const PAGES = 200;

/** The product page as it is built: what its scripts weigh, and what it takes to render. */
export default async function bench(): Promise<readonly Measure[]> {
  const { render } = await import(pathToFileURL(resolve("dist/site/server/entry.mjs")).href);
  const locals = { data: mockPageData(), staff: null };
  const page = async (): Promise<string> =>
    (await render("https://shop.example/products/fox", locals)).text();
  const scripts = await pageScripts("dist/site/client", await page());
  const bytes = [...scripts.values()].reduce((sum, text) => sum + gzipSync(text).length, 0);
  const times: number[] = [];
  for (let i = 0; i < PAGES; i += 1) {
    const started = performance.now();
    await page();
    times.push(performance.now() - started);
  }
  const median = times.toSorted((a, b) => a - b)[PAGES / 2] ?? 0;
  return [
    { name: "product page's JavaScript, gzipped", value: bytes / 1000, unit: "kB", atMost: 90 },
    { name: "rendering a product page, median", value: median, unit: "ms" },
  ];
}
