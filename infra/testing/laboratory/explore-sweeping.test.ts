import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Exploration, explore } from "./explorer.ts";
import { tell } from "./explorer-table.ts";
import { sweeping } from "./flows/sweeping.ts";
import { openWorld, type World } from "./world.ts";

let world: World;
const explorations: Exploration[] = [];

beforeAll(async () => {
  world = await openWorld();
});

afterAll(async () => {
  await world.close();
  await tell("sweeping", explorations);
});

describe("the crash explorer", () => {
  for (const flow of sweeping) {
    it(`${flow.name}: it survives a death at every call`, async () => {
      const exploration = await explore(world, flow);
      explorations.push(exploration);
      expect(exploration.findings).toEqual([]);
      expect(exploration.positions).toBeGreaterThan(0);
    }, 120_000);
  }
});
