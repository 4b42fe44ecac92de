import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestTable } from "../../infra/testing/table.ts";
import * as Outbox from "./outbox.ts";
import { shard } from "./shards.ts";
import { commit } from "./write.ts";

let table: Awaited<ReturnType<typeof openTestTable>>;
beforeAll(async () => {
  table = await openTestTable();
});
afterAll(() => table.close());

const now = new Date("2026-11-23T10:00:00.000Z");
const minutes = (count: number) => new Date(now.getTime() + count * 60_000);
const due = (at: Date, limit = 100) => Outbox.due(at, limit);

describe("the outbox", () => {
  it("gives what waits for five minutes, the oldest first, whatever its shard", async () => {
    const events = [0, 1, 2, 3].map((at) => Outbox.newEvent("order.paid", `P-${at}`, minutes(at)));
    for (const event of events.toReversed()) await commit(Outbox.add(event));
    const ids = events.map((event) => event.id);

    expect(await due(minutes(7))).toEqual(ids.slice(0, 3));
    expect(await due(minutes(60), 2)).toEqual(ids.slice(0, 2));
    expect((await Outbox.all()).map((event) => event.id).sort()).toEqual(ids.toSorted());
    for (const id of ids) await commit(Outbox.remove(id));
    expect(await due(minutes(60))).toEqual([]);
  });

  it("lets younger events pass one that was sent again", async () => {
    const [old, young] = [0, 1].map((at) => Outbox.newEvent("order.paid", `P-${at}`, minutes(at)));
    if (old === undefined || young === undefined) throw new Error("Two were made.");
    await commit(Outbox.add(old));
    await commit(Outbox.add(young));

    await commit(Outbox.postpone(old, minutes(5)));

    expect(await due(minutes(6))).toEqual([young.id]);
    expect(await due(minutes(15))).toEqual([old.id, young.id]);
  });

  it("fault 42: delivers events that older code wrote, each in a partition of its own", async () => {
    const id = "01JCMOCK00000000000000000A";
    const createdAt = minutes(-600).toISOString();
    const item = {
      ...{ PK: `EVT#${id}`, SK: "A", GSI2PK: shard("OPS#EVT", id), GSI2SK: createdAt },
      ...{ type: "Outbox", id, kind: "order.paid", orderNumber: "P-261123-7F3KQ" },
      ...{ sentAgain: 2, version: 3, createdAt },
    };
    await commit({ kind: "put", name: "outbox", item });

    const event = await Outbox.get(id);
    if (event === undefined) throw new Error("It is not found.");
    expect(await due(now)).toEqual([id]);
    await commit(Outbox.postpone(event, now));
    expect(await due(minutes(1))).toEqual([]);
    expect(await due(minutes(60))).toContain(id);
    await commit(Outbox.remove(id));
    expect(await Outbox.get(id)).toBeUndefined();
  });
});
