import { execFileSync } from "node:child_process";
import { performance } from "node:perf_hooks";
import type { Measure } from "./bench.ts";

/** `cdk synth` of everything, with the assets built. */
export default async function bench(): Promise<readonly Measure[]> {
  execFileSync("node", ["infra/synth.ts", "--assets"], { stdio: "ignore" });
  const started = performance.now();
  execFileSync("cdk", ["synth", "--quiet"], { stdio: "ignore" });
  const value = (performance.now() - started) / 1000;
  return [{ name: "`cdk synth`", value, unit: "s", atMost: 15 }];
}
