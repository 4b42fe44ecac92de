import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Exploration, explore, type Flow } from "./explorer.ts";
import { tell } from "./explorer-table.ts";
import { openWorld, type World } from "./world.ts";

/**
 * Tests of one part of the shop's flows, each of which dies once at every call; what was explored
 * goes into the table under the part's name.
 */
export function exploreAll(
  part: string,
  flows: readonly Flow[],
  options?: Parameters<typeof openWorld>[0],
): void {
  let world: World;
  const explorations: Exploration[] = [];

  beforeAll(async () => {
    world = await openWorld(options);
  });

  afterAll(async () => {
    await world.close();
    await tell(part, explorations);
  });

  describe("the crash explorer", () => {
    for (const flow of flows) {
      it(`${flow.name}: it survives a death at every call`, async () => {
        const exploration = await explore(world, flow);
        explorations.push(exploration);
        expect(exploration.findings).toEqual([]);
        expect(exploration.positions).toBeGreaterThan(0);
      }, 120_000);
    }
  });
}
