import { existsSync, type FSWatcher, readdirSync, statSync, watch } from "node:fs";
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
  const see = (path: string) => {
    if (!isSource(path)) return;
    edited ??= path;
    clearTimeout(timer);
    timer = setTimeout(() => void run(), SETTLE_MS);
  };
  const watchers = new Map<string, FSWatcher>();
  /** Each folder by itself: Node's recursive watching on Linux loses a file that is replaced by rename. */
  const watchFolder = (folder: string, seeFiles: boolean) => {
    watchers.get(folder)?.close();
    const watcher = watch(join(root, folder), (kind, name) => {
      if (name === null) return;
      const path = join(folder, name);
      see(path);
      if (kind === "rename" && isFolder(join(root, path)) && !isForeign(name)) {
        attempt(() => watchFolder(path, true));
      }
    });
    watcher.on("error", (error) => onBlind(String(error)));
    watchers.set(folder, watcher);
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !isForeign(entry.name)) watchFolder(path, seeFiles);
      // What a new folder held before it was watched.
      else if (seeFiles) see(path);
    }
  };
  const attempt = (work: () => void) => {
    try {
      work();
    } catch (error) {
      onBlind(String(error));
    }
  };
  attempt(() => {
    for (const folder of WATCHED) if (existsSync(join(root, folder))) watchFolder(folder, false);
  });
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers.values()) watcher.close();
  };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Folders that hold nothing of ours, and much of it. */
function isForeign(name: string): boolean {
  return name.startsWith(".") || name === "node_modules" || name === "dist";
}

/** @param path relative to the repository, such as `functions/cart/set-item.ts` */
export function isSource(path: string): boolean {
  const name = path.split(/[\\/]/);
  return (
    /\.(ts|tsx|astro|css|json|html|svg|md|woff2)$/.test(path) &&
    !/\.(test|bench)\.tsx?$/.test(path) &&
    !name.some(isForeign) &&
    !(name[0] === "infra" && (name[1] === "local" || name[1] === "testing"))
  );
}
