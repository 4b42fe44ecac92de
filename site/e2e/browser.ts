import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const INSTALLED = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Starts a headless Chromium: the one that `CHROMIUM_PATH` names, one that is installed, or the one
 * from npm.
 */
export async function openBrowser(): Promise<Browser> {
  const named = process.env["CHROMIUM_PATH"];
  const installed = named ?? INSTALLED.find((path) => existsSync(path));
  if (installed !== undefined) {
    return await chromium.launch({ executablePath: installed, args: QUIET });
  }
  // Makes the package unpack the libraries that a bare machine lacks (NSS, expat) beside its browser.
  process.env["AWS_LAMBDA_JS_RUNTIME"] ??= "nodejs24.x";
  const { default: packaged } = await import("@sparticuz/chromium");
  // In a single process, closing one window would end the browser.
  const args = [...packaged.args.filter((one) => one !== "--single-process"), ...QUIET];
  return await chromium.launch({ executablePath: await packaged.executablePath(), args });
}
