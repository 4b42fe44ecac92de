import { spawn } from "node:child_process";
import { cpus } from "node:os";
import { performance } from "node:perf_hooks";

interface Check {
  readonly name: string;
  readonly command: readonly string[];
  /** A check that looked at nothing has not passed: its output must show that it did. */
  readonly proof?: RegExp;
}

/** Slowest first: they are spread over the cores in this order. */
const CHECKS: readonly Check[] = [
  { name: "lint", command: ["oxlint", "--type-aware", "--quiet"], proof: /on [1-9]\d+ files/ },
  {
    name: "types of the site",
    command: ["astro", "check", "--root", "site", "--minimumSeverity", "error"],
    proof: /Result \([1-9]\d* files/,
  },
  {
    name: "boundaries",
    command: [
      "depcruise",
      "--config",
      ".dependency-cruiser.cjs",
      "functions",
      "shared",
      "infra",
      "site/src",
    ],
    proof: /\([1-9]\d* modules/,
  },
  {
    name: "types",
    command: ["node", "node_modules/@typescript/native/bin/tsc", "-p", "tsconfig.json"],
  },
  { name: "dead code", command: ["knip"] },
  { name: "format", command: ["biome", "format", "--reporter=summary", "."] },
  {
    name: "nothing local in the app",
    command: ["node", "infra/check-ambient.ts"],
    proof: /[1-9]\d* files/,
  },
];

interface Outcome {
  readonly check: Check;
  readonly passed: boolean;
  readonly output: string;
  readonly seconds: number;
}

function run(check: Check): Promise<Outcome> {
  const started = performance.now();
  const [program = "", ...rest] = check.command;
  return new Promise((resolve) => {
    const child = spawn(program, rest, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    const finish = (code: number | null): void => {
      const proven = check.proof === undefined || check.proof.test(output);
      if (!proven) output += `\nThis check seems to have looked at nothing (${check.proof}).\n`;
      const seconds = (performance.now() - started) / 1000;
      resolve({ check, passed: code === 0 && proven, output, seconds });
    };
    child.on("error", (error) => {
      output += error.message;
      finish(1);
    });
    child.on("close", finish);
  });
}

const waiting = [...CHECKS];
let failed = 0;

async function worker(): Promise<void> {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { check, passed, output, seconds } = await run(next);
    console.log(`${passed ? "ok  " : "FAIL"}  ${check.name.padEnd(26)} ${seconds.toFixed(1)} s`);
    if (!passed) {
      failed += 1;
      console.log(output.trimEnd());
    }
  }
}

await Promise.all(Array.from({ length: Math.min(cpus().length, 4) }, worker));
process.exitCode = failed === 0 ? 0 : 1;
