import { glob, stat } from "node:fs/promises";
import type { Measure } from "./bench.ts";

/** The page renderer carries the whole site and is measured apart. */
const CARRIES_THE_SITE = /render-page|publish-pages/;

/** Minified function bundles, in kilobytes of 1,000 bytes. */
export default async function bench(): Promise<readonly Measure[]> {
  let largest = 0;
  let renderer = 0;
  let all = 0;
  for await (const path of glob("dist/functions/*/index.mjs")) {
    const { size } = await stat(path);
    all += 1;
    if (CARRIES_THE_SITE.test(path)) renderer = Math.max(renderer, size);
    else largest = Math.max(largest, size);
  }
  if (all === 0) throw new Error("No bundles: run npm run synth first.");
  return [
    { name: "largest function bundle", value: largest / 1000, unit: "kB", atMost: 1000 },
    { name: "page renderer's bundle", value: renderer / 1000, unit: "kB" },
  ];
}
