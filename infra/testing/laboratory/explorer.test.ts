import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DIST } from "../../function-files.ts";
import { type Exploration, explore, table } from "./explorer.ts";
import { buying } from "./flows/buying.ts";
import { selling } from "./flows/selling.ts";
import { sweeping } from "./flows/sweeping.ts";
import { openWorld, type World } from "./world.ts";

let world: World;
const explorations: Exploration[] = [];

beforeAll(async () => {
  world = await openWorld();
});

afterAll(async () => {
  await world.close();
  // Not console.log: the world keeps the handlers' logs quiet, and this is for whoever runs it.
  process.stdout.write(`\n${table(explorations)}\n\n`);
  await mkdir(DIST, { recursive: true });
  await writeFile(join(DIST, "crash-explorer.json"), JSON.stringify(explorations, undefined, 2));
});

describe("the crash explorer", () => {
  for (const flow of [...buying, ...selling, ...sweeping]) {
    it(`${flow.name}: it survives a death at every call`, async () => {
      const exploration = await explore(world, flow);
      explorations.push(exploration);
      expect(exploration.findings).toEqual([]);
      expect(exploration.positions).toBeGreaterThan(0);
    }, 120_000);
  }
});
