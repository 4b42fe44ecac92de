import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * What stands under each figurine, by slug, in the house voice: short, exact, dry, kind. Kept as
 * plain text, one `slug: line` each, so that they can be read and mended as what they are.
 */
export const lines: ReadonlyMap<string, string> = readLines(import.meta.dirname);

function readLines(folder: string): Map<string, string> {
  const read = new Map<string, string>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".txt"))) {
    for (const row of readFileSync(join(folder, file), "utf8").split("\n")) {
      if (row === "") continue;
      const [slug = "", line = ""] = row.split(/: (.*)/);
      if (line === "" || read.has(slug)) throw new Error(`${file}: ${row}`);
      read.set(slug, line);
    }
  }
  return read;
}
