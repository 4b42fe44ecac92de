import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mockLine, mockStock } from "#data/stock";
import { ofStock, type StockReading } from "./integrity-stock.ts";
import { contradictions, type StockShard, whole } from "./stock.ts";

const now = new Date("2026-11-23T10:00:00.000Z");
const sku = mockStock().sku;

/** Ten on hand, two of them held. */
function reading(change: Partial<StockReading> = {}): StockReading {
  return {
    stock: mockStock({ onHand: 10, reserved: 2, available: 8 }),
    held: [mockLine(sku, 2)],
    ledger: 10,
    ...change,
  };
}

const seen = (change: Partial<StockReading>) => ofStock(reading(change), now);
const counters = (onHand: number, reserved: number, available: number) =>
  mockStock({ onHand, reserved, available });

describe("the counters of a SKU", () => {
  it("agree with ledger and holds", () => {
    expect(seen({})).toBeUndefined();
  });

  it.each([
    ["free", counters(10, 2, 11)],
    ["on hand", counters(13, 2, 8)],
    ["reserved", counters(10, 5, 8)],
    ["free, below nothing", counters(10, 2, -4)],
  ])("are set right where only %s was changed", (_, stock) => {
    const found = seen({ stock });
    expect(found?.drift).toMatchObject({ kind: "stock.counters", remedy: "safe" });
    expect(found?.right).toMatchObject({ onHand: 10, reserved: 2, available: 8, version: 2 });
  });

  it("are left to a person where they agree among themselves and the ledger does not", () => {
    const found = seen({ stock: counters(12, 2, 10) });
    expect(found?.drift).toMatchObject({ kind: "stock.ledger", remedy: "person" });
    expect(found?.right).toMatchObject({ onHand: 10, reserved: 2, available: 8 });
  });

  it("are nobody's to set where more is held than there is", () => {
    const found = seen({ held: [mockLine(sku, 12)], stock: counters(10, 12, -2) });
    expect(found?.drift).toMatchObject({ remedy: "none" });
    expect(found?.right).toBeUndefined();
  });

  it("keep pieces for orders that wait, and the limit of what may be promised", () => {
    const stock = mockStock({
      ...{ onHand: 10, reserved: 5, available: 5, allocated: 3 },
      ...{ backorderLimit: 8, backorderLeft: 4, owed: 2 },
    });
    const held = [{ ...mockLine(sku, 2), backordered: 1 }];
    const right = seen({ stock, held })?.right;
    expect(right).toMatchObject({ reserved: 5, available: 5, backorderLeft: 5 });
    expect(seen({ stock: { ...stock, backorderLeft: 5, parts: right?.parts ?? [] }, held })).toBe(
      undefined,
    );
  });

  it("come right in one step, whatever was done to them in whichever shard", () => {
    const shard = fc.record({ free: fc.nat(50), held: fc.nat(20) });
    const damage = fc.record({
      at: fc.nat(),
      counter: fc.constantFrom("onHand", "reserved", "available"),
      by: fc.integer({ min: -30, max: 30 }),
    });
    fc.assert(
      fc.property(
        fc.array(shard, { minLength: 1, maxLength: 4 }),
        damage,
        (shards, { at, counter, by }) => {
          const parts = shards.map(
            ({ free, held }, number): StockShard => ({
              ...mockStock().parts[0]!,
              shard: number,
              ...{ onHand: free + held, reserved: held, available: free },
            }),
          );
          const ledger = parts.reduce((sum, part) => sum + part.onHand, 0);
          const held = shards.map((one, number) => ({ ...mockLine(sku, one.held), shard: number }));
          const hurt = parts.map((part, number) =>
            number === at % parts.length ? { ...part, [counter]: part[counter] + by } : part,
          );
          const read = { stock: whole(hurt[0]!, hurt.slice(1)), held, ledger };
          const found = ofStock(read, now);
          expect(found === undefined).toBe(by === 0);
          if (found === undefined) return;
          const right = found.right;
          expect(right && contradictions(right)).toEqual([]);
          expect(right?.onHand).toBe(ledger);
          expect(right && ofStock({ stock: right, held, ledger }, now)).toBeUndefined();
        },
      ),
      { numRuns: 500 },
    );
  });
});
