import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mockCart } from "#data/cart";
import * as Cart from "./cart.ts";

const now = new Date("2026-11-23T10:05:00Z");
const skus = fc.uniqueArray(fc.constantFrom("A", "B", "C", "D", "E", "F"));
const cart = skus.chain((chosen) =>
  fc
    .tuple(...chosen.map((sku) => fc.record({ sku: fc.constant(sku), quantity: quantity() })))
    .map((lines) => mockCart({ lines })),
);
function quantity() {
  return fc.integer({ min: 1, max: 99 });
}

describe("a cart", () => {
  it("holds what was set last, each SKU once", () => {
    fc.assert(
      fc.property(
        cart,
        fc.constantFrom("A", "Z"),
        fc.integer({ min: 0, max: 99 }),
        (one, sku, n) => {
          const next = Cart.setItem(one, sku, n, now);
          expect(Cart.quantityOf(next, sku)).toBe(n);
          const held = next.lines.map((line) => line.sku);
          expect(new Set(held).size).toBe(held.length);
          expect(held.includes(sku)).toBe(n > 0);
        },
      ),
    );
  });

  it("is unlocked by an edit, but remembers the order that may still be paid", () => {
    const locked = Cart.lock(mockCart(), "P-261123-7F3KQ", now);
    expect(locked).toMatchObject({ checkout: "P-261123-7F3KQ", version: 2 });
    const edited = Cart.setItem(locked, "0011-14", 1, now);
    expect(edited).toMatchObject({ checkout: null, pendingOrders: ["P-261123-7F3KQ"], version: 3 });
  });

  it("refuses one line too many, and names the limit", () => {
    const lines = Array.from({ length: Cart.MAX_LINES }, (_, at) => ({
      sku: `S${at}`,
      quantity: 1,
    }));
    const full = mockCart({ lines });
    expect(() => Cart.setItem(full, "S0", 2, now)).not.toThrow();
    expect(() => Cart.setItem(full, "another", 1, now)).toThrow(
      expect.objectContaining({ code: "VALIDATION_ERROR" }),
    );
  });

  it("loses what was bought, and keeps what was added in the meantime", () => {
    const lines = [
      { sku: "A", quantity: 3 },
      { sku: "B", quantity: 1 },
    ];
    const bought = { orderNumber: "P-261123-7F3KQ", items: [{ sku: "A", quantity: 2 }] };
    const left = Cart.afterPurchase(mockCart({ lines }), bought, now);
    expect(left.lines).toEqual([
      { sku: "A", quantity: 1 },
      { sku: "B", quantity: 1 },
    ]);
  });
});

describe("merging a guest's cart", () => {
  it("adds up every SKU of both, to 99 at most", () => {
    fc.assert(
      fc.property(cart, cart, (own, guest) => {
        const merged = Cart.merge(own, guest, now);
        for (const { sku } of [...own.lines, ...guest.lines]) {
          const sum = Cart.quantityOf(own, sku) + Cart.quantityOf(guest, sku);
          expect(Cart.quantityOf(merged, sku)).toBe(Math.min(99, sum));
        }
      }),
    );
  });

  it("keeps the account's own lines where there is no room for all", () => {
    const lines = Array.from({ length: Cart.MAX_LINES }, (_, at) => ({
      sku: `S${at}`,
      quantity: 1,
    }));
    const merged = Cart.merge(
      mockCart({ lines }),
      mockCart({ lines: [{ sku: "X", quantity: 1 }] }),
      now,
    );
    expect(merged.lines).toEqual(lines);
  });
});

describe("whose cart a request means", () => {
  const guest = { kind: "guest" } as const;

  it("is the account's for whoever is signed in, whatever the cookie says", () => {
    const actor = { kind: "user", sub: "8c1f", role: "customer" } as const;
    expect(Cart.idOf(actor, "0".repeat(26))).toBe("user-8c1f");
  });

  it("is the cookie's for a guest", () => {
    expect(Cart.idOf(guest, "0".repeat(26))).toBe("0".repeat(26));
  });

  it.each(["user-8c1f", "", "short", `${"0".repeat(26)}0`, "USER-8C1F-0000-0000-000000"])(
    "is nobody's where a guest's cookie reads %j",
    (cookie) => {
      expect(Cart.idOf(guest, cookie)).toBeUndefined();
    },
  );
});
