import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

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
