import { readFileSync } from "node:fs";
import { glob } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { ROOT } from "../function-files.ts";
import { guards } from "./guard-table.ts";

/** Lines of faults.md that are about money, stock, mail and the platform under them. */
const FAULTS = [...range(1, 26), ...range(38, 43)];

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

/** Tests, and the flows and duels of the laboratory, whose names become titles of tests. */
const TITLED = "{infra,functions,shared}/**/{*.test,flows/*}.ts";

describe("faults.md", () => {
  const named = new Set<number>();

  beforeAll(async () => {
    for await (const path of glob(TITLED, { cwd: ROOT })) {
      const text = readFileSync(join(ROOT, path), "utf8");
      // As a title begins, not in a sentence about another one.
      for (const [, number] of text.matchAll(/["'`]fault (\d+): /g)) named.add(Number(number));
    }
  });

  it.each(FAULTS)("line %i has a test that names it", (fault) => {
    expect(named).toContain(fault);
  });

  it.each(FAULTS)("line %i has a guard that can be taken out to see its test die", (fault) => {
    expect(guards.flatMap(({ faults }) => faults)).toContain(fault);
  });

  it("has a guard behind each text that stands there exactly once", () => {
    const moved = guards.filter(({ file, text }) => {
      return readFileSync(join(ROOT, file), "utf8").split(text).length !== 2;
    });
    expect(moved.map(({ name }) => name)).toEqual([]);
  });
});
