import { glob } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** One measured line of the README's table. */
export interface Measure {
  readonly name: string;
  readonly value: number;
  readonly unit: "s" | "ms" | "kB" | "MB" | "/s" | "x" | "WRU" | "RRU" | "$";
  /** What we promise; the run ends with status 1 where a measure is above it. */
  readonly atMost?: number;
}

export type Bench = () => Promise<readonly Measure[]>;

/** `npm run bench [part of a path]`: runs the benches one after the other and prints one table. */
const wanted = process.argv[2] ?? "";
const rows: Measure[] = [];
for await (const path of glob("{infra,functions,shared,site}/**/*.bench.ts")) {
  if (!path.includes(wanted)) continue;
  console.error(`${path} …`);
  const { default: bench }: { default: Bench } = await import(pathToFileURL(resolve(path)).href);
  rows.push(...(await bench()));
}

const memory = Math.round(totalmem() / 2 ** 30);
console.log(`\n${cpus().length} cores, ${memory} GB, Node ${process.versions.node}\n`);
console.log("| | measured | promised |\n|---|---:|---:|");
for (const { name, value, unit, atMost } of rows) {
  const promised = atMost === undefined ? "" : `≤ ${atMost} ${unit}`;
  const missed = atMost !== undefined && value > atMost ? " (missed)" : "";
  console.log(
    `| ${name} | ${value.toFixed(unit === "$" ? 3 : value < 10 ? 2 : 1)} ${unit}${missed} | ${promised} |`,
  );
  if (missed) process.exitCode = 1;
}
