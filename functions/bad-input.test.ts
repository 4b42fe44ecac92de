import { beforeAll, describe, expect, it } from "vitest";
import type { Answer, Client } from "../infra/testing/client.ts";
import { placePaidOrder, TEST_ADDRESS } from "../infra/testing/purchase.ts";
import { openShop, type Shop } from "../infra/testing/shop.ts";

/** What no field means, or not in this way. Nothing that would sell, free or discount something. */
const NONSENSE: readonly unknown[] = [
  ...[null, "", "x".repeat(10_001), "🦊", "e\u0301\u202e", "' OR 1=1--", "../../x"],
  ...[-1, 1.001, 1e308, Number.MAX_SAFE_INTEGER, [], {}, [[null]]],
];

let shop: Shop;
let staff: Client;
let guest: Client;
let sku: string;
let orderNumber: string;

beforeAll(async () => {
  shop = await openShop();
  staff = await shop.staff();
  guest = shop.client();
  sku = `bad-${Date.now()}`;
  const category = (await staff.get("/categories")).body.data.at(-1).slug;
  const created = await staff.post("/products", {
    name: `Bad ${sku}`,
    category,
    variants: [{ sku, price: 12.5, stock: 99 }],
  });
  if (created.status !== 201) throw new Error(created.text);
  const email = "bad-input@example.com";
  ({ orderNumber } = await placePaidOrder(shop, { email, sku, quantity: 60 }));
});

/** Every part of a body, itself first, as the path that leads to it. */
function partsOf(body: unknown, path: readonly string[] = []): (readonly string[])[] {
  const inner = typeof body === "object" && body !== null ? Object.entries(body) : [];
  return [path, ...inner.flatMap(([name, part]) => partsOf(part, [...path, name]))];
}

/** The body with something else at one place. */
function withPart(body: unknown, [name, ...path]: readonly string[], part: unknown): unknown {
  if (name === undefined) return part;
  if (Array.isArray(body)) {
    return body.map((one, at) => (String(at) === name ? withPart(one, path, part) : one));
  }
  const fields: Record<string, unknown> = { ...Object(body) };
  return { ...fields, [name]: withPart(fields[name], path, part) };
}

const address = { ...TEST_ADDRESS, line2: "Floor 2", region: "Berlin" };
const line = () => ({ sku, quantity: 1 });

/** Calls that are right, each with a body of all its fields. */
const calls: Readonly<Record<string, () => readonly [Client, "post" | "put", string, object]>> = {
  "a line of a basket": () => [guest, "put", `/cart/items/${sku}`, { quantity: 1 }],
  "a checkout": () => [
    guest,
    "post",
    "/checkout",
    {
      email: "bad-input@example.com",
      shippingAddress: address,
      billingAddress: address,
      shippingMethod: "standard",
    },
  ],
  "a refund": () => [
    staff,
    "post",
    `/admin/orders/${orderNumber}/refunds`,
    { lines: [line()], amount: 0.01, currency: "EUR", shipping: 0, restock: false, reason: "Bad" },
  ],
  "a parcel": () => [
    staff,
    "post",
    `/admin/orders/${orderNumber}/fulfilments`,
    { lines: [line()], carrier: "DHL", trackingNumber: "1", trackingUrl: "https://dhl.example" },
  ],
  "a return": () => [
    staff,
    "post",
    `/admin/orders/${orderNumber}/returns`,
    { lines: [{ ...line(), reason: "Bad" }], note: "Bad" },
  ],
  "an adjustment": () => [
    staff,
    "post",
    `/admin/inventory/${sku}/adjustments`,
    { quantity: 1, reason: "Bad" },
  ],
  "a note": () => [staff, "post", `/admin/orders/${orderNumber}/notes`, { text: "Bad" }],
};

describe("nonsense in any part of the body", () => {
  it.each(Object.entries(calls))(
    "of %s is refused by its field, and never a fault of ours",
    async (_, prepare) => {
      const [client, method, path, body] = prepare();
      const send = async (sent: unknown): Promise<Answer> =>
        await client[method](path, sent, { headers: { "idempotency-key": crypto.randomUUID() } });
      expect((await send(body)).status).toBeLessThan(300);
      const wrong: unknown[] = [];
      for (const part of partsOf(body)) {
        for (const nonsense of NONSENSE) {
          const { status, body: answer } = await send(withPart(body, part, nonsense));
          const unnamed = status === 400 && !answer.error?.details?.[0]?.field;
          if (status >= 500 || unnamed) wrong.push([part.join("."), nonsense, status]);
        }
      }
      expect(wrong).toEqual([]);
    },
    120_000,
  );

  it("leaves the books as they should be", async () => {
    const { body } = await staff.get(`/admin/orders/${orderNumber}`);
    expect(body.data.books.agree).toBe(true);
    const { onHand, available, reserved } = (await staff.get(`/admin/inventory/${sku}`)).body.data;
    expect(onHand).toBe(available + reserved);
    expect(Math.min(onHand, available, reserved)).toBeGreaterThanOrEqual(0);
  });
});
