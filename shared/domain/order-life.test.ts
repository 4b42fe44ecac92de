import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Bought, type Deed, OrderLife } from "../../infra/testing/order-life.ts";
import { errorsOf } from "../../infra/testing/order-life-errors.ts";
import * as Refund from "./refund.ts";

const which = fc.integer({ min: 0, max: 5 });
const few = fc.integer({ min: 0, max: 3 });
const pair = fc.integer({ min: 0, max: 1 });
const lines = fc.oneof(fc.tuple(few, few), fc.tuple(pair, pair));
const some = fc.option(lines);
const cents = fc.integer({ min: 1, max: 2_000 });
const seldomAmount = fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, cents);

const kind = <Kind extends string>(name: Kind) => fc.constant(name);

const bring = fc.record({ kind: kind("bring"), line: which, quantity: few });
const ship = fc.record({ kind: kind("ship"), lines: some });
const deliver = fc.record({ kind: kind("deliver"), which });
const refund = fc.record({
  kind: kind("refund"),
  lines: some,
  amount: seldomAmount,
  shipping: fc.option(fc.integer({ min: 0, max: 490 })),
  restock: fc.boolean(),
  returnId: fc.constant(null),
});
const refundOfReturn = fc.record({
  kind: kind("refund"),
  lines: fc.constant(null),
  amount: seldomAmount,
  shipping: fc.constant(null),
  restock: fc.constant(false),
  returnId: which,
});
const settle = fc.record({
  kind: kind("settle"),
  which,
  how: fc.constantFrom("made", "made", "pending", "failed"),
});
const atProvider = fc.record({ kind: kind("atProvider"), amount: cents, done: fc.boolean() });
const ask = fc.record({ kind: kind("ask"), lines, team: fc.boolean() });
const handle = fc.record({
  kind: kind("return"),
  which,
  to: fc.constantFrom("agree", "receive", "receive", "refuse"),
  restock: fc.boolean(),
});
const cancel = fc.record({ kind: kind("cancel"), team: fc.boolean(), restock: fc.boolean() });
const wait = fc.record({ kind: kind("wait"), days: fc.integer({ min: 0, max: 40 }) });

/** All that may happen, and what happens to goods that have left. */
const anything: fc.Arbitrary<Deed> = fc.oneof(
  ...[bring, ship, deliver, refund, settle, settle, atProvider, ask, handle, cancel, wait],
);
const comingBack: fc.Arbitrary<Deed> = fc.oneof(
  ...[ship, refund, refundOfReturn, settle, settle, ask, ask, handle, handle, handle, wait],
);

const bought: fc.Arbitrary<Bought> = fc
  .record({
    quantity: fc.integer({ min: 1, max: 4 }),
    late: few,
    price: fc.integer({ min: 1, max: 3_000 }),
    off: fc.double({ min: 0, max: 1, noNaN: true }),
    tax: fc.integer({ min: 0, max: 700 }),
  })
  .map(({ quantity, late, price, off, tax }) => ({
    ...{ quantity, price, tax },
    backordered: Math.min(quantity, late),
    discount: Math.floor(price * quantity * off),
  }));

const order = fc.tuple(fc.tuple(bought, bought), fc.integer({ min: 1, max: 490 }), fc.boolean());

/** Everything has come and left. */
const SENT: readonly Deed[] = [
  { kind: "bring", line: 0, quantity: 9 },
  { kind: "bring", line: 1, quantity: 9 },
  { kind: "ship", lines: null },
];

const story = fc.oneof(
  fc.array(anything, { maxLength: 30, size: "max" }),
  fc.array(comingBack, { maxLength: 30, size: "max" }).map((deeds) => [...SENT, ...deeds]),
);

describe("a paid order", () => {
  it("fault 12: keeps money, pieces and status true, whatever happens to it in whatever order", () => {
    fc.assert(
      fc.property(order, story, (begun, deeds) => {
        const life = new OrderLife(...begun);
        for (const one of deeds) {
          const { version } = life.order;
          life.do(one);
          expect(life.order.version - version).toBeOneOf([0, 1]);
          expect(errorsOf(life)).toEqual([]);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it("can give back all that is left, to the cent, wherever it has come to", () => {
    fc.assert(
      fc.property(order, story, (begun, deeds) => {
        const life = new OrderLife(...begun);
        const finish = () => {
          life.order.refunds.forEach((_, at) => {
            life.do({ kind: "settle", which: at, how: "made" });
          });
        };
        for (const one of deeds) life.do(one);
        finish();
        const everything = { lines: null, amount: null, shipping: null, returnId: null } as const;
        life.do({ kind: "refund", ...everything, restock: false });
        finish();
        expect(Refund.refunded(life.order)).toBe(life.order.total);
        expect(errorsOf(life)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
