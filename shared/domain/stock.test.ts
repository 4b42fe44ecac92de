import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mockStock } from "#data/stock";
import * as Stock from "./stock.ts";
import * as StockLines from "./stock-lines.ts";
import * as StockMoves from "./stock-moves.ts";

const count = fc.integer({ min: 0, max: 1_000_000 });
const few = fc.integer({ min: 0, max: 20 });
const opening = { sku: "0011-09", productId: "prod_new", quantity: 5 };
const at = "2026-11-23T10:05:00.000Z";

/** A SKU whose shards have these free pieces. */
function shardsOf(free: readonly number[], policy: Partial<Stock.StockPolicy> = {}): Stock.Stock {
  const [main = mockStock(), ...others] = free.map((available, shard) =>
    mockStock({
      shard,
      available,
      onHand: available,
      shards: free.length,
      span: free.length,
      ...policy,
    }),
  );
  return Stock.whole(main, others);
}

const pieces = (lines: readonly Stock.HeldLine[] = []) =>
  lines.map(({ shard, quantity, backordered }) => [shard, quantity, backordered]);

describe("stock", () => {
  it("opens with what was given", () => {
    expect(StockMoves.open(undefined, opening, at)).toMatchObject({
      onHand: 5,
      available: 5,
      version: 1,
    });
  });

  it("keeps what orders hold when a SKU is sold again, and its books are right", () => {
    fc.assert(
      fc.property(count, count, count, (available, reserved, quantity) => {
        const before = mockStock({ available, reserved, onHand: available + reserved });
        const after = StockMoves.open(before, { ...opening, quantity }, at);
        expect(after).toMatchObject({ available: quantity, reserved, version: 2 });
        expect(Stock.contradictions(after)).toEqual([]);
      }),
    );
  });

  it("that is sold again serves first who still waits for it", () => {
    const before = mockStock({ available: 0, onHand: 0, owed: 3, backorderLimit: 3 });
    expect(StockMoves.open(before, opening, at)).toMatchObject({
      onHand: 5,
      available: 2,
      reserved: 3,
      allocated: 3,
      owed: 0,
    });
  });

  it("is what all its shards have together", () => {
    expect(shardsOf([3, 0, 4])).toMatchObject({ onHand: 7, available: 7, shards: 3 });
  });

  it("says what is wrong with counters that contradict each other", () => {
    const broken = mockStock({ available: -1, reserved: 3, onHand: 1 });
    expect(Stock.contradictions(broken)).toEqual([
      "available is negative",
      "on hand is not the sum",
    ]);
    const right = shardsOf([3, 4]);
    const [main = right, second = right] = right.parts;
    const shifted = [
      { ...main, available: 4 },
      { ...second, available: 3 },
    ] as const;
    // The sums are right, and each shard is wrong.
    expect(Stock.contradictions(Stock.whole(shifted[0], [shifted[1]]))).toEqual([
      "shard 0: on hand is not the sum",
      "shard 1: on hand is not the sum",
    ]);
    expect(Stock.contradictions(mockStock({ owed: -1, allocated: 1 }))).toEqual([
      "owed is negative",
      "more is allocated than reserved",
    ]);
  });

  it("is low at its mark, and never where there is none", () => {
    expect(Stock.isLow({ available: 5, lowStockAt: 5 })).toBe(true);
    expect(Stock.isLow({ available: 6, lowStockAt: 5 })).toBe(false);
    expect(Stock.isLow({ available: 0, lowStockAt: null })).toBe(false);
  });
});

describe("an order's pieces", () => {
  it("come from one shard where one has them all, by chance", () => {
    const stock = shardsOf([2, 5, 1, 3]);
    expect(pieces(StockLines.pick(stock, 3, 0))).toEqual([[1, 3, 0]]);
    expect(pieces(StockLines.pick(stock, 3, 0.99))).toEqual([[3, 3, 0]]);
  });

  it("come from several together where none has enough", () => {
    expect(pieces(StockLines.pick(shardsOf([1, 0, 2]), 3, 0.5))).toEqual([
      [2, 2, 0],
      [0, 1, 0],
    ]);
  });

  it("come later as far as they are not in the house, where that is allowed", () => {
    const stock = shardsOf([0, 2], { backorderLimit: 4, backorderLeft: 4 });
    expect(pieces(StockLines.pick(stock, 5, 0))).toEqual([
      [0, 0, 3],
      [1, 2, 0],
    ]);
    expect(StockLines.pick(stock, 7, 0)).toBeUndefined();
  });

  it("are as many as asked for, and never more than a shard has", () => {
    fc.assert(
      fc.property(
        fc.array(few, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: -3, max: 10 }),
        fc.integer({ min: 1, max: 99 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (free, backorderLeft, quantity, draw) => {
          const stock = shardsOf(free, { backorderLeft });
          const lines = StockLines.pick(stock, quantity, draw);
          const possible = stock.available + Math.max(0, backorderLeft);
          expect(lines !== undefined).toBe(quantity <= possible);
          if (lines === undefined) return;
          const sum = lines.reduce((total, one) => total + one.quantity + one.backordered, 0);
          expect(sum).toBe(quantity);
          expect(new Set(lines.map((line) => line.shard)).size).toBe(lines.length);
          for (const line of lines) {
            expect(line.quantity).toBeLessThanOrEqual(free[line.shard] ?? 0);
            if (line.backordered > 0) expect(line.shard).toBe(0);
          }
        },
      ),
    );
  });
});

describe("pieces that were promised", () => {
  it("are served first by what comes in", () => {
    const stock = mockStock({ available: 0, onHand: 0, owed: 3, backorderLeft: 1 });
    const after = StockMoves.moved(stock, StockMoves.received(stock, 5));
    expect(after).toMatchObject({ onHand: 5, available: 2, reserved: 3, allocated: 3, owed: 0 });
    expect(after.backorderLeft).toBe(4);
  });

  it("end with the waiting first, when an order gives them back", () => {
    const stock = mockStock({
      onHand: 2,
      available: 0,
      reserved: 2,
      allocated: 2,
      owed: 2,
      backorderLeft: 0,
    });
    const after = StockMoves.moved(
      stock,
      StockMoves.givenBack(stock, { backordered: 3, restocked: 0 }),
    );
    expect(after).toMatchObject({ owed: 0, allocated: 1, reserved: 1, available: 1, onHand: 2 });
  });

  it("are handed over from what came for them, then from what lies free", () => {
    const stock = mockStock({ onHand: 4, available: 2, reserved: 2, allocated: 2, owed: 1 });
    const three = StockMoves.handedOver(stock, 3);
    if (three === undefined) throw new Error("not enough");
    expect(three.others).toEqual([]);
    expect(StockMoves.moved(stock, three.move)).toMatchObject({
      onHand: 1,
      available: 1,
      allocated: 0,
      owed: 0,
    });
    expect(StockMoves.handedOver(stock, 4)).toBeUndefined();
  });

  it("are handed over from every shard in which pieces lie free, from shard 0 first", () => {
    const stock = shardsOf([1, 2, 4], { owed: 6, backorderLimit: 6, backorderLeft: 0 });
    const six = StockMoves.handedOver(stock, 6);
    expect(six?.move).toMatchObject({ onHand: -1, available: -1, owed: -6, backorderLeft: 6 });
    expect(pieces(six?.others)).toEqual([
      [2, 4, 0],
      [1, 1, 0],
    ]);
    expect(pieces(StockMoves.handedOver(stock, 1)?.others)).toEqual([]);
    expect(StockMoves.handedOver(stock, 7)).toBeUndefined();
  });

  it("leave the books right, whatever comes in, goes back and is handed over", () => {
    const step = fc.record({ kind: fc.constantFrom("in", "back", "out"), quantity: few });
    fc.assert(
      fc.property(few, fc.array(step, { maxLength: 12 }), (owed, steps) => {
        let stock = mockStock({ owed, backorderLimit: 50, backorderLeft: 50 - owed });
        let ledger = stock.onHand;
        for (const { kind, quantity } of steps) {
          const waiting = Math.min(quantity, stock.owed + stock.allocated);
          const move =
            kind === "in"
              ? StockMoves.received(stock, quantity)
              : kind === "back"
                ? StockMoves.givenBack(stock, { backordered: waiting, restocked: quantity })
                : StockMoves.handedOver(stock, waiting)?.move;
          if (move === undefined) continue;
          if (kind === "in")
            expect(stock.owed + move.owed).toBe(Math.max(0, stock.owed - quantity));
          ledger += kind === "out" ? -waiting : quantity;
          stock = StockMoves.moved(stock, move);
          expect(Stock.contradictions(stock)).toEqual([]);
          expect(stock.onHand).toBe(ledger);
          expect(stock.backorderLeft + stock.owed).toBe(50);
        }
      }),
    );
  });
});

describe("levelling", () => {
  it("leaves each shard its fair share, and none beyond those that there are to be", () => {
    fc.assert(
      fc.property(
        fc.array(few, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 20 }),
        (free, wanted) => {
          const shards = Math.min(wanted, free.length);
          const after = [...free];
          for (const { from, to, quantity } of Stock.levelling(shardsOf(free, { shards }))) {
            expect([from, to]).toContain(0);
            after[from] = (after[from] ?? 0) - quantity;
            after[to] = (after[to] ?? 0) + quantity;
            // One after the other, each can be done.
            expect(after[from]).toBeGreaterThanOrEqual(0);
          }
          const kept = after.slice(0, shards);
          expect(Math.max(...kept) - Math.min(...kept)).toBeLessThanOrEqual(1);
          expect(after.slice(shards).every((one) => one === 0)).toBe(true);
        },
      ),
    );
  });
});
