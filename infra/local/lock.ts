import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { processStartTime } from "./processes.ts";
import { StartError, writeFileAtomically } from "./state.ts";

const holderSchema = z.object({ pid: z.int(), startTime: z.string() });

/** Who has this state directory open: undefined when nobody has, also after a kill -9. */
export function lockHolder(stateDir: string): number | undefined {
  try {
    const holder = holderSchema.parse(JSON.parse(readFileSync(lockPath(stateDir), "utf8")));
    return processStartTime(holder.pid) === holder.startTime ? holder.pid : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Takes the state directory for this process, until the function that it returns is called.
 * @throws StartError when another process has it
 */
export function lockState(stateDir: string): () => void {
  const holder = lockHolder(stateDir);
  if (holder !== undefined && holder !== process.pid) {
    throw new StartError(
      `Parasol is already open here (process ${holder}, state in ${stateDir}). ` +
        "Stop it, or open a second one with PARASOL_STATE=.parasol-2 PORT=4322 npm start",
    );
  }
  const startTime = processStartTime(process.pid) ?? "";
  writeFileAtomically(lockPath(stateDir), JSON.stringify({ pid: process.pid, startTime }));
  return () => rmSync(lockPath(stateDir), { force: true });
}

function lockPath(stateDir: string): string {
  return join(stateDir, "lock.json");
}
