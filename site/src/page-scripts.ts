import { readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Every script file that a built page loads: those it names, and what they import.
 * @param clientDir the build's `client` directory
 * @returns each file's text by its path, such as `/_astro/basket.js`
 */
export async function pageScripts(clientDir: string, html: string): Promise<Map<string, string>> {
  const named = html.matchAll(/(?:src|component-url|renderer-url)="(\/_astro\/[^"]+\.js)"/g);
  const open = [...named].flatMap(([, path]) => path ?? []);
  const found = new Map<string, string>();
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (found.has(path)) continue;
    const text = await readFile(join(clientDir, path), "utf8");
    found.set(path, text);
    const imports = text.matchAll(/(?:from|import)\s*["'`]\.\/([^"'`]+\.js)["'`]/g);
    for (const [, name] of imports) open.push(`/_astro/${name}`);
  }
  return found;
}
