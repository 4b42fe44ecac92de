import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DIST } from "../../function-files.ts";
import type { Exploration } from "./explorer.ts";

/** Prints what was explored, and leaves it in `dist/` for whoever counts: the README, the bench. */
export async function tell(name: string, explorations: readonly Exploration[]): Promise<void> {
  // Not console.log: the world keeps the handlers' logs quiet, and this is for whoever runs it.
  process.stdout.write(`\n${table(explorations)}\n\n`);
  await mkdir(DIST, { recursive: true });
  await writeFile(join(DIST, `explored-${name}.json`), JSON.stringify(explorations, undefined, 2));
}

function table(explorations: readonly Exploration[]): string {
  const rows = explorations.map(({ flow, positions, runs, findings }) => [
    flow,
    positions,
    runs,
    findings.length,
  ]);
  const sum = (column: number) => rows.reduce((all, row) => all + Number(row[column]), 0);
  return [
    ["flow", "positions", "runs", "violations"],
    ["---", "---:", "---:", "---:"],
    ...rows,
    [`${rows.length} flows`, sum(1), sum(2), sum(3)],
  ]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");
}
