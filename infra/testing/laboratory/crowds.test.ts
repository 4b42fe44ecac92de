import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import * as Orders from "#data/order";
import * as Reservations from "#data/reservation";
import { connection } from "#data/table";
import { explore } from "./explorer.ts";
import { readFacts } from "./facts.ts";
import { buying } from "./flows/buying.ts";
import { selling } from "./flows/selling.ts";
import { sweeping } from "./flows/sweeping.ts";
import { violations } from "./invariants.ts";
import { CROWDS, live } from "./mortal.ts";
import { newGoods, newShopper } from "./people.ts";
import { openWorld, type World } from "./world.ts";

let world: World;

beforeAll(async () => {
  world = await openWorld();
});

afterAll(() => world.close());

/** Pauses after contention are drawn by it; here they are as short as can be. */
function hurry(): void {
  vi.spyOn(Math, "random").mockReturnValue(0.001);
}

describe("a crowd before DynamoDB", () => {
  it("fault 5: a storm of conflicts ends in 503 with Retry-After after eight tries, and nothing is stored", async () => {
    hurry();
    const sku = await newGoods(5);
    const shopper = await newShopper(world, sku);
    const { result, calls } = await live(() => shopper.checkout(), {
      at: ({ operation }) => operation === "TransactWrite",
      accident: "crowded once",
    });

    expect(result?.status).toBe(503);
    expect(result?.body.error.code).toBe("UNAVAILABLE");
    expect(Number(result?.headers["retry-after"])).toBeGreaterThan(0);
    expect(calls.filter(({ operation }) => operation === "TransactWrite")).toHaveLength(8);
    const facts = await readFacts(world);
    expect(facts.ordersOf(sku)).toEqual([]);
    expect(facts.stocks.filter((one) => one.sku === sku)).toMatchObject([
      { available: 5, reserved: 0 },
    ]);
  });

  const crowded = [buying[0], buying[4], selling[1], selling[3], sweeping[2]].flatMap((flow) =>
    flow ? [flow] : [],
  );
  for (const flow of crowded) {
    it(`fault 38: throttled at any call, it is done later or not at all: ${flow.name}`, async () => {
      hurry();
      const { findings, runs } = await explore(world, flow, CROWDS);
      expect(findings).toEqual([]);
      expect(runs).toBeGreaterThan(4);
    });
  }

  it("fault 38: an index that is behind does not end a hold that was renewed", async () => {
    hurry();
    const sku = await newGoods(5);
    const shopper = await newShopper(world, sku);
    const orderNumber = await shopper.order();
    const hold = await Reservations.get(orderNumber);
    expect(hold).toBeDefined();
    const { client, name } = connection();
    await client.send(
      new UpdateCommand({
        TableName: name,
        Key: { PK: `ORDER#${orderNumber}`, SK: "RESV" },
        UpdateExpression: "SET GSI2SK = :past",
        ExpressionAttributeValues: { ":past": "2026-01-01T00:00:00.000Z" },
      }),
    );
    await world.onSchedule("jobs.releaseReservations");

    expect((await Orders.get(orderNumber))?.status).toBe("PENDING");
    expect(await Reservations.get(orderNumber)).toEqual(hold);
    await world.settle();
    expect(violations(await readFacts(world))).toEqual([]);
  });
});
