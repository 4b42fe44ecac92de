import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { createInterface } from "node:readline";
import type { Measure } from "../bench.ts";

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

function start(stateDir: string): ChildProcess {
  return spawn("npm", ["start"], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, PARASOL_STATE: stateDir, PORT: "4399" },
  });
}

async function untilReady(child: ChildProcess): Promise<void> {
  if (child.stdout === null) throw new Error("npm start has no output.");
  for await (const line of createInterface(child.stdout)) {
    if (line.startsWith("Parasol is open at")) return;
  }
  throw new Error("npm start ended before it was ready.");
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.stdout?.resume();
  child.kill("SIGINT");
  await ended;
}

/** First start: nothing built, nothing stored. Later starts: everything there. */
export default async function bench(): Promise<readonly Measure[]> {
  const stateDir = await mkdtemp(join(tmpdir(), "parasol-bench-"));
  for (const made of ["dist", "cdk.out", "node_modules/.cache/parasol"]) {
    await rm(made, { recursive: true, force: true });
  }
  const first = start(stateDir);
  const firstSeconds = await seconds(() => untilReady(first));
  await stop(first);
  const later = start(stateDir);
  const laterSeconds = await seconds(() => untilReady(later));
  const stopSeconds = await seconds(() => stop(later));
  await rm(stateDir, { recursive: true, force: true });
  return [
    { name: "first `npm start`", value: firstSeconds, unit: "s", atMost: 60 },
    { name: "later `npm start`", value: laterSeconds, unit: "s", atMost: 15 },
    { name: "Ctrl-C until `npm start` has ended", value: stopSeconds, unit: "s", atMost: 2 },
  ];
}
