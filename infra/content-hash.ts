import { createHash } from "node:crypto";
import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * One hash over the names and contents of files, for steps that need not run again.
 *
 * @param root what the patterns are relative to
 * @param patterns globs; one that fits nothing is fine
 * @param salt whatever else the result depends on
 */
export async function contentHash(
  root: string,
  patterns: readonly string[],
  salt = "",
): Promise<string> {
  const paths = new Set<string>();
  for await (const entry of glob(patterns, { cwd: root, withFileTypes: true })) {
    if (entry.isFile()) paths.add(join(entry.parentPath, entry.name));
  }
  const hash = createHash("sha256").update(salt);
  for (const path of [...paths].sort()) {
    hash.update(`\0${path}\0`);
    hash.update(await readFile(path));
  }
  return hash.digest("hex");
}
