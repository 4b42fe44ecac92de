import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { fight, type Outcome } from "./duels.ts";
import { jobDuels } from "./flows/job-duels.ts";
import { shopDuels } from "./flows/shop-duels.ts";
import { openWorld, type World } from "./world.ts";

/** Orders of each duel, besides the two in which one goes after the other. */
const MOST = 24;
const SEED = 261_123;

let world: World;
const outcomes: Outcome[] = [];

beforeAll(async () => {
  world = await openWorld();
  // Pauses after contention are drawn by it; here they are as short as can be.
  vi.spyOn(Math, "random").mockReturnValue(0.001);
});

afterAll(async () => {
  await world.close();
  const rows = outcomes.map(
    ({ duel, orders, runs, findings }) => `| ${duel} | ${orders} | ${runs} | ${findings.length} |`,
  );
  const head = "| duel | orders that differ | played | violations |\n| --- | ---: | ---: | ---: |";
  process.stdout.write(`\n${[head, ...rows].join("\n")}\nseed ${SEED}\n\n`);
});

describe("interleavings", () => {
  for (const duel of [...shopDuels, ...jobDuels]) {
    it(`${duel.name}: whoever comes first, the books agree`, async () => {
      const outcome = await fight(world, duel, { most: MOST, seed: SEED });
      outcomes.push(outcome);
      expect(outcome.findings).toEqual([]);
      expect(outcome.runs).toBeGreaterThan(2);
    }, 120_000);
  }
});
