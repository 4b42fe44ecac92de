import { z } from "zod";
import { CART_DAYS, type Cart } from "#domain/cart";
import { versionIs } from "./expression.ts";
import { get as getItem, type Key } from "./table.ts";
import { absentOrExpired, isAlive, ttl } from "./time-to-live.ts";
import type { Write } from "./write.ts";

const schema = z
  .object({
    id: z.string(),
    lines: z.array(z.object({ sku: z.string(), quantity: z.int() })),
    codes: z.array(z.object({ code: z.string(), promotionId: z.string() })).default([]),
    checkout: z.string().nullable().default(null),
    pendingOrders: z.array(z.string()).optional(),
    /** Of carts from when there could be but one. */
    pendingOrder: z.string().nullable().default(null),
    version: z.int(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .transform(
    ({ pendingOrder, pendingOrders = pendingOrder === null ? [] : [pendingOrder], ...cart }) => ({
      ...cart,
      pendingOrders,
    }),
  ) satisfies z.ZodType<Cart>;

const key = (id: string): Key => ({ PK: `CART#${id}`, SK: "A" });

function parse(item: unknown): Cart {
  return schema.parse(item);
}

/** The cart, unless it is past its time. */
export async function get(id: string, now: Date): Promise<Cart | undefined> {
  const item = await getItem(key(id));
  return isAlive(item, now) ? parse(item) : undefined;
}

/**
 * Puts `cart` over the version before it. Version 1 is a new cart: it may lie over one that is past
 * its time and not yet swept.
 */
export function put(cart: Cart, now: Date): Write {
  return {
    kind: "put",
    name: "cart",
    item: { ...key(cart.id), type: "Cart", ...cart, ttl: ttl(now, CART_DAYS) },
    when: cart.version === 1 ? absentOrExpired(now) : versionIs(cart.version - 1),
  };
}

/** Deletes the cart as it was read. */
export function remove(cart: Cart): Write {
  return { kind: "delete", name: "cart", key: key(cart.id), when: versionIs(cart.version) };
}

export function mockCart(overrides: Partial<Cart> = {}): Cart {
  return {
    id: "0CARTMOCK00000000000000000",
    lines: [{ sku: "0011-09", quantity: 2 }],
    codes: [],
    checkout: null,
    pendingOrders: [],
    version: 1,
    createdAt: "2026-11-01T09:00:00.000Z",
    updatedAt: "2026-11-01T09:00:00.000Z",
    ...overrides,
  };
}
