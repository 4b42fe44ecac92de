import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { isSource, watchSources } from "./watch-sources.ts";

const root = mkdtempSync(join(tmpdir(), "parasol-watch-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("watching the sources", () => {
  it("tells an edit once it has settled, and those made meanwhile once more", async () => {
    mkdirSync(join(root, "functions", "cart"), { recursive: true });
    const told: string[] = [];
    const waiting: (() => void)[] = [];
    const next = () => new Promise<void>((resolve) => waiting.push(resolve));
    const onEdit = async (path: string) => {
      told.push(path);
      waiting.shift()?.();
      if (told.length > 1) return;
      writeFileSync(join(root, "functions", "cart", "second.ts"), "");
      await new Promise((resolve) => setTimeout(resolve, 50));
    };
    const stop = watchSources(root, onEdit, expect.unreachable);
    const first = next();
    writeFileSync(join(root, "functions", "cart", "first.ts"), "1");
    writeFileSync(join(root, "functions", "cart", "first.ts"), "2");
    await first;
    await next();
    stop();
    expect(told).toEqual(["functions/cart/first.ts", "functions/cart/second.ts"]);
  });

  it("keeps seeing a file that editors replace by rename, and files of a new folder", async () => {
    const folder = join(root, "shared", "values");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "id.ts"), "0");
    const told: string[] = [];
    const stop = watchSources(root, async (path) => void told.push(path), expect.unreachable);
    for (const round of ["1", "2"]) {
      told.length = 0;
      writeFileSync(join(folder, "id.ts.tmp"), round);
      renameSync(join(folder, "id.ts.tmp"), join(folder, "id.ts"));
      await expect.poll(() => told).toContain(join("shared", "values", "id.ts"));
      told.length = 0;
      writeFileSync(join(folder, "id.ts"), `${round} in place`);
      await expect.poll(() => told).toContain(join("shared", "values", "id.ts"));
    }
    mkdirSync(join(root, "shared", "flows", "deep"), { recursive: true });
    writeFileSync(join(root, "shared", "flows", "deep", "new.ts"), "1");
    await expect.poll(() => told).toContain(join("shared", "flows", "deep", "new.ts"));
    stop();
  });

  it.each([
    ["functions/cart/set-item.ts", true],
    ["site/src/pages/index.astro", true],
    ["infra/stacks/jobs.ts", true],
    ["functions/cart/set-item.test.ts", false],
    ["infra/local/cloud.ts", false],
    ["site/src/.astro/types.d.ts", false],
    ["functions/cart/set-item.ts~", false],
  ])("counts %s: %s", (path, expected) => {
    expect(isSource(path)).toBe(expected);
  });
});
