import { existsSync, type FSWatcher, watch } from "node:fs";
import { join } from "node:path";

/** What the templates and the functions are made of. */
const WATCHED = ["functions", "shared", "site/src", "infra"];

/** Editors write a file in several steps, and git a whole tree at once. */
const SETTLE_MS = 200;

/**
 * Calls `onEdit` with the first edited path once edits have settled, never twice at once: what is
 * edited meanwhile is taken together afterwards. Tests, and the local cloud itself, are no part of
 * the app.
 * @param onBlind is told why edits are not seen: systems limit how much may be watched
 * @returns a function that ends the watching
 */
export function watchSources(
  root: string,
  onEdit: (path: string) => Promise<void>,
  onBlind: (reason: string) => void,
): () => void {
  let edited: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isRunning = false;

  const run = async () => {
    if (isRunning || edited === undefined) return;
    isRunning = true;
    const path = edited;
    edited = undefined;
    try {
      await onEdit(path);
    } finally {
      isRunning = false;
      void run();
    }
  };
  const look = (folder: string) => (_kind: string, name: string | null) => {
    if (name === null || !isSource(join(folder, name))) return;
    edited ??= join(folder, name);
    clearTimeout(timer);
    timer = setTimeout(() => void run(), SETTLE_MS);
  };
  const watchers: FSWatcher[] = [];
  try {
    for (const folder of WATCHED.filter((one) => existsSync(join(root, one)))) {
      const watcher = watch(join(root, folder), { recursive: true }, look(folder));
      watcher.on("error", (error) => onBlind(String(error)));
      watchers.push(watcher);
    }
  } catch (error) {
    onBlind(String(error));
  }
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}

/** @param path relative to the repository, such as `functions/cart/set-item.ts` */
export function isSource(path: string): boolean {
  const name = path.split(/[\\/]/);
  return (
    /\.(ts|tsx|astro|css|json|html|svg|md|woff2)$/.test(path) &&
    !/\.(test|bench)\.tsx?$/.test(path) &&
    !name.some((part) => part.startsWith(".") || part === "node_modules" || part === "dist") &&
    !(name[0] === "infra" && (name[1] === "local" || name[1] === "testing"))
  );
}
