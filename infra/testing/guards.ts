import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { ROOT } from "../function-files.ts";
import { type Guard, guards } from "./guard-table.ts";

const run = promisify(execFile);

/** What vitest's JSON reporter tells. */
const report = z.object({
  numPassedTests: z.int(),
  testResults: z.array(
    z.object({
      message: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

/** Without its guard a test may wait for what never comes, longer than its own limit. */
const PATIENCE_MS = 5 * 60_000;

interface Verdict {
  readonly guard: Guard;
  /** The tests that died; none is a failure of ours. */
  readonly died: readonly string[];
  readonly problem: string | undefined;
  readonly seconds: number;
}

/**
 * `npm run guards [-- parts of names, or faults' numbers]`: takes one guard after the other out of a
 * copy of the shop and sees the test die that stands for it. Ends with status 1 where a guard is not
 * where the table says, or its test lives on.
 */
const wanted = process.argv.slice(2);
const chosen = guards.filter(
  ({ name, faults }) =>
    wanted.length === 0 || wanted.some((one) => name.includes(one) || faults.includes(Number(one))),
);
if (chosen.length === 0) throw new Error(`No guard is called ${wanted.join(" or ")}.`);

const scratch = await mkdtemp(join(tmpdir(), "parasol-guards-"));
try {
  await copyShop(scratch);
  console.log("| fault | guard taken out | test that died | s |\n|---|---|---|---:|");
  for (const guard of chosen) {
    const verdict = await takeOut(guard);
    console.log(inWords(verdict));
    if (verdict.problem !== undefined) process.exitCode = 1;
  }
} finally {
  await rm(scratch, { recursive: true, force: true });
}

/** What git knows of, as it lies here; what was installed is shared. */
async function copyShop(to: string): Promise<void> {
  const { stdout } = await run("git", ["ls-files", "-z", "-co", "--exclude-standard"], {
    cwd: ROOT,
    maxBuffer: 2 ** 26,
  });
  for (const path of stdout.split("\0").filter((one) => one !== "")) {
    await cp(join(ROOT, path), join(to, path)).catch((error: NodeJS.ErrnoException) => {
      // Listed, and deleted since.
      if (error.code !== "ENOENT") throw error;
    });
  }
  await symlink(join(ROOT, "node_modules"), join(to, "node_modules"));
}

async function takeOut(guard: Guard): Promise<Verdict> {
  const started = performance.now();
  const end = (died: readonly string[], problem?: string): Verdict => {
    return { guard, died, problem, seconds: (performance.now() - started) / 1_000 };
  };
  const path = join(scratch, guard.file);
  const source = await readFile(path, "utf8").catch(() => "");
  const found = source.split(guard.text).length - 1;
  if (found !== 1) return end([], `its text is ${found} times in ${guard.file}`);
  await writeFile(
    path,
    source.replace(guard.text, () => guard.instead),
  );
  try {
    const died = await failedTests(guard);
    return died.length > 0 ? end(died) : end([], "all tests passed without it");
  } catch (error) {
    return end([], String(error));
  } finally {
    await writeFile(path, source);
  }
}

/** Runs the guard's test in the copy, and gives the titles of those that failed. */
async function failedTests({ test, titled }: Guard): Promise<string[]> {
  const output = join(scratch, "report.json");
  await rm(output, { force: true });
  const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
  const args = [vitest, "run", test, "--maxWorkers=1", "--reporter=json", "--outputFile", output];
  await run(process.execPath, titled ? [...args, "-t", titled] : args, {
    cwd: scratch,
    maxBuffer: 2 ** 26,
    timeout: PATIENCE_MS,
    killSignal: "SIGKILL",
  }).catch(() => undefined);
  const { testResults } = report.parse(JSON.parse(await readFile(output, "utf8")));
  const tests = testResults.flatMap((one) => one.assertionResults);
  const failed = tests.filter((one) => one.status === "failed").map((one) => one.fullName);
  const ran = tests.some((one) => one.status === "passed" || one.status === "failed");
  // A file that does not even load proves nothing about its guard.
  if (!ran) throw new Error(testResults.map((one) => one.message).join(" ") || "no test ran");
  return failed;
}

function inWords({ guard, died, problem, seconds }: Verdict): string {
  const told =
    problem === undefined
      ? `${died[0]}${died.length > 1 ? ` (and ${died.length - 1} more)` : ""}`
      : `**NONE: ${problem.replaceAll("\n", " ").slice(0, 200)}** (${guard.test})`;
  return `| ${guard.faults.join(", ")} | ${guard.name} | ${told} | ${seconds.toFixed(1)} |`;
}
