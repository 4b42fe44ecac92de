import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Keeps the directory out of git whatever its name, and marks it as ours to remove. */
const MARK = "# Made by Parasol's local cloud; npm run reset removes this directory.\n*\n";

/** What a person at the terminal can act on: printed as its message alone, without a stack. */
export class StartError extends Error {
  override readonly name = "StartError";
}

/** Writes a file so that a reader, or a crash, sees either the old content or the new. */
export function writeFileAtomically(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, content);
  renameSync(temporary, path);
}

/** Makes the state directory, marked as ours. */
export function createStateDir(stateDir: string): void {
  writeFileAtomically(join(stateDir, ".gitignore"), MARK);
}

/** True for a directory that `createStateDir` made: nothing else may be removed as a whole. */
export function isStateDir(stateDir: string): boolean {
  try {
    return readFileSync(join(stateDir, ".gitignore"), "utf8") === MARK;
  } catch {
    return false;
  }
}
