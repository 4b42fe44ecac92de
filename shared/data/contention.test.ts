import { readdir, readFile } from "node:fs/promises";
import {
  ProvisionedThroughputExceededException,
  ThrottlingException,
  TransactionCanceledException,
  TransactionConflictException,
} from "@aws-sdk/client-dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { openTestTable } from "../../infra/testing/table.ts";
import * as Stocks from "./stock.ts";
import { connection, query } from "./table.ts";
import { commit, transact } from "./write.ts";

/** Milliseconds that were slept, each time. */
const { pauses } = vi.hoisted(() => ({ pauses: new Array<number>() }));
vi.mock("node:timers/promises", async (original) => ({
  ...(await original<object>()),
  setTimeout: async (ms: number) => void pauses.push(ms),
}));

let table: Awaited<ReturnType<typeof openTestTable>>;
beforeAll(async () => {
  table = await openTestTable();
});
afterAll(() => table.close());
afterEach(() => {
  vi.restoreAllMocks();
  pauses.length = 0;
});

const now = new Date();
const reason = { message: "as DynamoDB says it", $metadata: {} };

/** What DynamoDB answers when two transactions meet; the emulator never does. */
const cancelled = (Code: string) =>
  new TransactionCanceledException({
    ...reason,
    CancellationReasons: [{ Code: "None" }, { Code }],
  });

/** The next `times` calls fail with this, before anything is done. */
function fail(error: Error, times: number) {
  const send = vi.spyOn(connection().client, "send");
  for (let count = 0; count < times; count++) send.mockRejectedValueOnce(error);
  return send;
}

async function addStock(sku: string): Promise<void> {
  await commit(Stocks.create(Stocks.mockStock({ sku })));
}

const reserve = (sku: string) => Stocks.reserve(Stocks.mockLine(sku, 1), now);
const reserved = async (sku: string) => (await Stocks.get(sku))?.reserved;
const busy = expect.objectContaining({ code: "UNAVAILABLE", statusCode: 503, retryAfter: 2 });

describe("a storm of conflicts", () => {
  it("fault 5: is outlasted by retries, and the write happens once", async () => {
    await addStock("S1");
    const send = fail(cancelled("TransactionConflict"), 7);
    expect(await transact([reserve("S1")])).toEqual([]);
    expect(send).toHaveBeenCalledTimes(8);
    expect(await reserved("S1")).toBe(1);
  });

  it("fault 5: that does not end is given up after eight attempts, with a time to come back", async () => {
    await addStock("S2");
    const send = fail(cancelled("TransactionConflict"), 100);
    await expect(transact([reserve("S2")])).rejects.toEqual(busy);
    expect(send).toHaveBeenCalledTimes(8);
    vi.restoreAllMocks();
    expect(await reserved("S2")).toBe(0);
  });

  it("fault 5: is waited out by pauses that grow to a limit, by chance, so that nobody meets again", async () => {
    await addStock("S3");
    fail(cancelled("TransactionConflict"), 100);
    vi.spyOn(Math, "random").mockReturnValue(1);
    await expect(transact([reserve("S3")])).rejects.toEqual(busy);
    expect(pauses).toEqual([25, 50, 100, 200, 400, 400, 400]);
    pauses.length = 0;
    vi.spyOn(Math, "random").mockReturnValue(0.1);
    await expect(transact([reserve("S3")])).rejects.toEqual(busy);
    expect(pauses).toEqual([2.5, 5, 10, 20, 40, 40, 40]);
  });

  it("fault 5: hits single writes and reads too", async () => {
    await addStock("S4");
    fail(new TransactionConflictException(reason), 3);
    expect(await commit(reserve("S4"))).toBe(true);
    fail(new TransactionConflictException(reason), 3);
    expect(await reserved("S4")).toBe(1);
  });

  it("is told apart from a condition that does not hold, which no retry mends", async () => {
    await addStock("S5");
    const CancellationReasons = [
      { Code: "TransactionConflict" },
      { Code: "ConditionalCheckFailed" },
    ];
    const send = fail(new TransactionCanceledException({ ...reason, CancellationReasons }), 100);
    expect(await transact([reserve("S5"), { ...reserve("S6"), name: "other" }])).toEqual(["other"]);
    expect(send).toHaveBeenCalledTimes(1);
  });
});

describe("a throttled table", () => {
  const throttled = [
    new ProvisionedThroughputExceededException(reason),
    new ThrottlingException(reason),
    cancelled("ThrottlingError"),
    cancelled("ProvisionedThroughputExceeded"),
  ];

  it.each(throttled)("fault 38: is asked again, be it by %s", async (error) => {
    const sku = `T${throttled.indexOf(error)}`;
    await addStock(sku);
    fail(error, 3);
    expect(await transact([reserve(sku)])).toEqual([]);
    expect(await reserved(sku)).toBe(1);
  });

  it("fault 38: is asked again by reads of every kind", async () => {
    await addStock("T7");
    const error = new ProvisionedThroughputExceededException(reason);
    fail(error, 3);
    expect(await Stocks.get("T7")).toBeDefined();
    fail(error, 3);
    expect((await Stocks.getAll(["T7"])).size).toBe(1);
    fail(error, 3);
    expect(await query({ partition: Stocks.key("T7").PK })).toHaveLength(1);
  });

  it("fault 38: that stays so is 503 with a time to come back", async () => {
    fail(new ProvisionedThroughputExceededException(reason), 100);
    await expect(Stocks.get("T7")).rejects.toEqual(busy);
  });

  it("fault 38: may leave keys of a batch unread, and is asked for the rest until all are there", async () => {
    for (const sku of ["B1", "B2", "B3"]) await addStock(sku);
    const { client, name } = connection();
    const item = { ...(await itemOf("B1")) };
    const left = (...skus: string[]) => ({ [name]: { Keys: skus.map((sku) => Stocks.key(sku)) } });
    const send = vi.spyOn(client, "send");
    // The overloads of send hide its promise from the mock's type.
    send.mockResolvedValueOnce({ UnprocessedKeys: left("B1", "B2", "B3") } as never);
    const some = { Responses: { [name]: [item] }, UnprocessedKeys: left("B2", "B3") };
    send.mockResolvedValueOnce(some as never);
    expect([...(await Stocks.getAll(["B1", "B2", "B3"])).keys()].toSorted()).toEqual([
      "B1",
      "B2",
      "B3",
    ]);
    expect(send).toHaveBeenCalledTimes(3);
  });

  it("fault 38: cannot leave writes of a batch undone, because nothing is written by batch", async () => {
    const files = await Promise.all(["shared", "functions"].map(sources));
    const writers = files.flat().filter(({ text }) => /BatchWrite(Item)?Command/.test(text));
    expect(files.flat().length).toBeGreaterThan(100);
    expect(writers.map(({ path }) => path)).toEqual([]);
  });
});

async function itemOf(sku: string) {
  const [item] = await query({ partition: Stocks.key(sku).PK, consistent: true });
  return item;
}

async function sources(folder: string): Promise<{ path: string; text: string }[]> {
  const all = await readdir(folder, { recursive: true });
  const paths = all.filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"));
  return await Promise.all(
    paths.map(async (path) => ({ path, text: await readFile(`${folder}/${path}`, "utf8") })),
  );
}
