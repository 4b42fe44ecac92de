import { readFileSync } from "node:fs";
import { z } from "zod";
import { writeFileAtomically } from "../state.ts";

const recordSchema = z.record(z.string(), z.string());

/** A small map of strings in a file, written whole at each change, so that a crash loses nothing. */
export class KeptState {
  readonly #path: string;
  readonly #values: Map<string, string>;

  constructor(path: string) {
    this.#path = path;
    this.#values = new Map(Object.entries(read(path)));
  }

  get(key: string): string | undefined {
    return this.#values.get(key);
  }

  set(key: string, value: string): void {
    if (this.#values.get(key) === value) return;
    this.#values.set(key, value);
    writeFileAtomically(this.#path, JSON.stringify(Object.fromEntries(this.#values), null, 2));
  }
}

function read(path: string): Record<string, string> {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return {};
  }
}
