import { spawn } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "./function-files.ts";

/** What a program needs from the shell; credentials and AWS's settings are not among it. */
const INHERITED = ["HOME", "LANG", "PATH", "SystemRoot", "TEMP", "TMP", "TMPDIR", "USERPROFILE"];

/**
 * Runs a script in this very Node, in the repository's root, with a bare environment.
 *
 * @throws Error with all that it printed, where it ends with another status than 0
 */
export async function run(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const inherited = INHERITED.map((name): [string, string | undefined] => [
    name,
    process.env[name],
  ]).filter(([, value]) => value !== undefined);
  const child = spawn(process.execPath, [...args], {
    cwd: ROOT,
    env: {
      ...Object.fromEntries(inherited),
      // Half of a run of the CDK is compiling its modules.
      NODE_COMPILE_CACHE: join(ROOT, "node_modules", ".cache", "parasol"),
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  const collect = (chunk: Buffer) => {
    printed += chunk.toString();
  };
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (status !== 0) throw new Error(`${args.join(" ")} failed.\n${printed.trim()}`);
}
