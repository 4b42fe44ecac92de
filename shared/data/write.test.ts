import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestTable } from "../../infra/testing/table.ts";
import * as Carts from "./cart.ts";
import * as MailRecord from "./mail-record.ts";
import * as Outbox from "./outbox.ts";
import * as Products from "./product.ts";
import * as Stocks from "./stock.ts";
import { getMany, query } from "./table.ts";
import { commit, transact } from "./write.ts";

let table: Awaited<ReturnType<typeof openTestTable>>;
beforeAll(async () => {
  table = await openTestTable();
});
afterAll(() => table.close());

const now = new Date();

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

  it("has one effect under one token", async () => {
    await commit(Stocks.create(Stocks.mockStock({ sku: "T3" })));
    const write = () =>
      transact([Stocks.reserve(Stocks.mockLine("T3", 1), now)], { token: "P-261123-7F3KQ" });
    expect([await write(), await write()]).toEqual([[], []]);
    expect((await Stocks.get("T3"))?.reserved).toBe(1);
  });

  it("is refused under a token that stands for other writes", async () => {
    await commit(Stocks.create(Stocks.mockStock({ sku: "T4" })));
    const token = "P-261123-T4T4T";
    await transact([Stocks.reserve(Stocks.mockLine("T4", 1), now)], { token });
    const other = [Stocks.reserve(Stocks.mockLine("T4", 2), now)];
    expect(await transact(other, { token })).toEqual(["token"]);
    expect((await Stocks.get("T4"))?.reserved).toBe(1);
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
