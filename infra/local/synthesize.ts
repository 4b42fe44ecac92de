import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { StartError } from "./state.ts";

const ROOT = join(import.meta.dirname, "..", "..");

/** Those that run now: what `endSynthesis` ends. */
const running = new Set<ChildProcess>();

/**
 * Brings the templates and what they point at up to date, in a process of its own: the local cloud
 * keeps neither the CDK nor the builders in memory. Does nothing where no input has changed.
 * @param onLine gets each line that it says
 * @returns the directory of the templates
 * @throws StartError with what went wrong
 */
export async function synthesize(onLine: (line: string) => void): Promise<string> {
  const outdir = join(ROOT, "cdk.out");
  const args = [join(ROOT, "infra", "synth.ts"), "--output", outdir];
  // A group of its own, so that its builders end with it.
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  const errors: string[] = [];
  createInterface(child.stdout).on("line", onLine);
  createInterface(child.stderr).on("line", (line) => errors.push(line));
  const code = await new Promise<number | null>((resolve) => {
    child.once("error", () => resolve(null));
    child.once("close", resolve);
  });
  running.delete(child);
  if (code !== 0) {
    throw new StartError(`The app could not be synthesized:\n${errors.slice(-30).join("\n")}`);
  }
  return outdir;
}

/** Ends a synthesis that is under way. */
export function endSynthesis(): void {
  for (const { pid } of running) {
    try {
      if (pid !== undefined) process.kill(-pid, "SIGKILL");
    } catch {
      // It has just ended.
    }
  }
}
