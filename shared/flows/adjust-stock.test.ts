import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { bookkeepingErrors, stockUp } from "../../infra/testing/goods.ts";
import { openTestTable } from "../../infra/testing/table.ts";
import * as Stocks from "#data/stock";
import * as Movements from "#data/stock-movement";
import { connection } from "#data/table";
import { commit } from "#data/write";
import { adjustStock } from "./adjust-stock.ts";

let table: Awaited<ReturnType<typeof openTestTable>>;
beforeAll(async () => {
  table = await openTestTable();
});
afterAll(() => table.close());
afterEach(() => vi.restoreAllMocks());

const now = new Date();
const by = { reason: "Counted", actor: "ada", now };

describe("an adjustment under a key", () => {
  it("fault 2: that arrives five times at once moves once, and all are answered alike", async () => {
    await stockUp("K1", 5);
    const asked = { ...by, sku: "K1", quantity: 3, idempotencyKey: "k1" };
    const answers = await Promise.all(Array.from({ length: 5 }, () => adjustStock(asked)));
    expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(answers[0]).toMatchObject({ onHand: 8 });
    expect(await Stocks.get("K1")).toMatchObject({ onHand: 8 });
    expect(await bookkeepingErrors(["K1"], [])).toEqual([]);
  });

  it("fault 2: is refused with another content, and is another one of somebody else", async () => {
    await stockUp("K2", 5);
    const asked = { ...by, sku: "K2", quantity: 1, idempotencyKey: "k2" };
    await adjustStock(asked);
    await expect(adjustStock({ ...asked, reason: "Found" })).rejects.toMatchObject({
      code: "IDEMPOTENCY_KEY_REUSED",
      statusCode: 422,
    });
    expect(await adjustStock({ ...asked, actor: "eve" })).toMatchObject({ onHand: 7 });
  });

  it("whose answer was lost is answered the same again, though stock has moved since", async () => {
    await stockUp("K3", 5);
    const asked = { ...by, sku: "K3", quantity: -2, idempotencyKey: "k3" };
    const first = await adjustStock(asked);
    await commit(Stocks.reserve(Stocks.mockLine("K3", 1), now));
    expect(await adjustStock(asked)).toEqual(first);
    expect(await Stocks.get("K3")).toMatchObject({ onHand: 3, available: 2 });
  });

  it("that was refused may be asked again under it, once there is enough", async () => {
    await stockUp("K4", 1);
    const asked = { ...by, sku: "K4", quantity: -2, idempotencyKey: "k4" };
    await expect(adjustStock(asked)).rejects.toMatchObject({ code: "OUT_OF_STOCK" });
    await adjustStock({ ...by, sku: "K4", quantity: 4 });
    expect(await adjustStock(asked)).toMatchObject({ onHand: 3 });
  });
});

describe("adjustments at the same time", () => {
  it("all count, and none goes below what is free", async () => {
    await stockUp("K5", 6);
    const out = () => adjustStock({ ...by, sku: "K5", quantity: -2 });
    const results = await Promise.allSettled([out(), out(), out(), out(), out()]);
    expect(results.filter((one) => one.status === "fulfilled")).toHaveLength(3);
    expect(await Stocks.get("K5")).toMatchObject({ onHand: 0, available: 0 });
    expect(await bookkeepingErrors(["K5"], [])).toEqual([]);
  });

  it("reads once and writes once for a SKU in one shard", async () => {
    await stockUp("K6", 6);
    const send = vi.spyOn(connection().client, "send");
    await adjustStock({ ...by, sku: "K6", quantity: 1 });
    const calls = send.mock.calls.map(([command]) => command.constructor.name);
    expect(calls).toEqual(["GetCommand", "TransactWriteCommand"]);
    expect(await Movements.ofSku("K6")).toHaveLength(2);
  });
});
