import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomically } from "../state.ts";

/** How far a consumer has come in a shard, on disk: a restart goes on from there. */
export interface Checkpoint {
  read(): string | undefined;
  write(sequenceNumber: string): void;
}

/** The checkpoint of one consumer (a mapping's id) in one shard of one stream. */
export function openCheckpoint(stateDir: string, ...names: readonly string[]): Checkpoint {
  const key = createHash("sha256").update(names.join("\n")).digest("hex").slice(0, 24);
  const path = join(stateDir, "stream-checkpoints", key);
  return {
    read() {
      try {
        return readFileSync(path, "utf8");
      } catch {
        return undefined;
      }
    },
    write: (sequenceNumber) => writeFileAtomically(path, sequenceNumber),
  };
}
