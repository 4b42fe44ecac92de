import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { openTestTable } from "../../infra/testing/table.ts";
import * as Carts from "./cart.ts";
import * as Idempotency from "./idempotency.ts";
import * as MailRecord from "./mail-record.ts";
import * as Outbox from "./outbox.ts";
import * as Products from "./product.ts";
import * as Stocks from "./stock.ts";
import { connection, getMany, query } from "./table.ts";
import { commit, transact } from "./write.ts";

let table: Awaited<ReturnType<typeof openTestTable>>;
beforeAll(async () => {
  table = await openTestTable();
});
afterAll(() => table.close());
afterEach(() => vi.restoreAllMocks());

const now = new Date();

/** What DynamoDB answers when two transactions meet; the emulator never does. */
function conflict(): TransactionCanceledException {
  return new TransactionCanceledException({
    $metadata: {},
    message: "Transaction cancelled",
    CancellationReasons: [{ Code: "None" }, { Code: "TransactionConflict" }],
  });
}

describe("a transaction", () => {
  it("commits all or nothing, and names what was refused", async () => {
    await commit(Stocks.create(Stocks.mockStock({ sku: "T1", available: 1, onHand: 1 })));
    const event = Outbox.newEvent("order.paid", "P-261123-7F3KQ", now);
    const refusals = await transact([
      Outbox.add(event),
      Stocks.reserve(Stocks.mockLine("T1", 2), now),
    ]);
    expect(refusals).toEqual(["stock:T1"]);
    expect(await Outbox.get(event.id)).toBeUndefined();
  });

  it("is tried again when it meets another", async () => {
    await commit(Stocks.create(Stocks.mockStock({ sku: "T2" })));
    const send = vi.spyOn(connection().client, "send");
    send.mockRejectedValueOnce(conflict()).mockRejectedValueOnce(conflict());
    expect(await transact([Stocks.reserve(Stocks.mockLine("T2", 1), now)])).toEqual([]);
    expect((await Stocks.get("T2"))?.reserved).toBe(1);
  });

  it("gives up in a storm, and says when to come back", async () => {
    const send = vi.spyOn(connection().client, "send").mockRejectedValue(conflict());
    await expect(transact([Stocks.reserve(Stocks.mockLine("T2", 1), now)])).rejects.toMatchObject({
      code: "UNAVAILABLE",
      retryAfter: 2,
    });
    expect(send).toHaveBeenCalledTimes(8);
  });

  it("has one effect under one token", async () => {
    await commit(Stocks.create(Stocks.mockStock({ sku: "T3" })));
    const write = () =>
      transact([Stocks.reserve(Stocks.mockLine("T3", 1), now)], { token: "P-261123-7F3KQ" });
    expect([await write(), await write()]).toEqual([[], []]);
    expect((await Stocks.get("T3"))?.reserved).toBe(1);
  });
});

describe("every write", () => {
  it("raises the version by one", async () => {
    await commit(Stocks.create(Stocks.mockStock({ sku: "V1", version: 1 })));
    await commit(Stocks.reserve(Stocks.mockLine("V1", 1), now));
    await commit(Stocks.release(Stocks.mockLine("V1", 1), now));
    expect((await Stocks.get("V1"))?.version).toBe(3);
  });

  it("to an item that is not there is refused, rather than making half of one", async () => {
    const change = { set: { updatedAt: now.toISOString() } };
    const key = Stocks.key("NOWHERE");
    expect(await commit({ kind: "update", name: "stock", key, change })).toBe(false);
    expect(await Stocks.get("NOWHERE")).toBeUndefined();
  });
});

describe("reading", () => {
  it("takes more keys than one batch holds, in one answer, each once", async () => {
    const keys = Array.from({ length: 230 }, (_, at) => ({ PK: `READ#${at % 115}`, SK: "A" }));
    const items = keys.slice(0, 115).map((key) => ({ ...key, type: "Test", version: 1 }));
    await transact(items.slice(0, 100).map((item) => ({ kind: "put", name: item.PK, item })));
    await transact(items.slice(100).map((item) => ({ kind: "put", name: item.PK, item })));
    expect(await getMany(keys)).toHaveLength(115);
  });

  it("asks again for keys that were left unread", async () => {
    await commit(Stocks.create(Stocks.mockStock({ sku: "L1" })));
    const { client, name } = connection();
    const left = { [name]: { Keys: [Stocks.key("L1")] } };
    // The overloads of send hide its promise from the mock's type.
    vi.spyOn(client, "send").mockResolvedValueOnce({ UnprocessedKeys: left } as never);
    expect((await Stocks.getAll(["L1"])).size).toBe(1);
  });

  it("follows a partition over its pages, newest first where asked", async () => {
    const text = "x".repeat(300_000);
    for (const SK of ["1", "2", "3", "4", "5"]) {
      const item = { PK: "PAGES", SK, type: "Test", version: 1, text };
      await commit({ kind: "put", name: "page", item });
    }
    const found = await query({ partition: "PAGES", newestFirst: true });
    expect(found.map((item) => item["SK"])).toEqual(["5", "4", "3", "2", "1"]);
    expect(await query({ partition: "PAGES", limit: 2 })).toHaveLength(2);
    expect(await query({ partition: "PAGES", from: "2", to: "4" })).toHaveLength(3);
  });
});

describe("an idempotency key", () => {
  it("is one caller's own, and free again after its day", async () => {
    const use = { bodyHash: "hash", orderNumber: "P-261123-7F3KQ" };
    const tomorrow = new Date(now.getTime() + 25 * 3_600_000);
    expect(await commit(Idempotency.take("checkout a", "k", use, now))).toBe(true);
    expect(await commit(Idempotency.take("checkout a", "k", use, now))).toBe(false);
    expect(await commit(Idempotency.take("checkout b", "k", use, now))).toBe(true);
    expect(await Idempotency.get("checkout a", "k", tomorrow)).toBeUndefined();
    expect(await commit(Idempotency.take("checkout a", "k", use, tomorrow))).toBe(true);
  });
});

describe("a mail's lease", () => {
  it("is one sender's until it runs out, and nobody's once the mail is sent", async () => {
    const key = "order.paid/P-261123-7F3KQ";
    const first = await MailRecord.lease(key, now, 60_000);
    expect(first.state).toBe("leased");
    expect((await MailRecord.lease(key, now, 60_000)).state).toBe("busy");
    const later = new Date(now.getTime() + 61_000);
    const second = await MailRecord.lease(key, later, 60_000);
    if (first.state !== "leased" || second.state !== "leased") throw new Error("not leased");
    expect(await MailRecord.markSent(first.record, "too late", later)).toBe(false);
    expect(await MailRecord.markSent(second.record, "id", later)).toBe(true);
    expect((await MailRecord.lease(key, later, 60_000)).state).toBe("sent");
  });
});

describe("mocks", () => {
  it("are items that the table takes and gives back unchanged", async () => {
    const product = Products.mockProduct();
    const cart = Carts.mockCart({ version: 1 });
    await transact([Products.create(product), Carts.put(cart, now)]);
    expect(await Products.get(product.id)).toEqual(product);
    expect(await Carts.get(cart.id, now)).toEqual(cart);
  });
});
