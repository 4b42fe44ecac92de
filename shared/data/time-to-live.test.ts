import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestTable } from "../../infra/testing/table.ts";
import * as Carts from "./cart.ts";
import * as Idempotency from "./idempotency.ts";
import * as WebhookSeen from "./webhook-seen.ts";
import { commit } from "./write.ts";

let table: Awaited<ReturnType<typeof openTestTable>>;
beforeAll(async () => {
  table = await openTestTable();
});
afterAll(() => table.close());

// Nothing sweeps the test table: what is past its time lies there as it does on AWS for days.
const now = new Date();
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000 + 1_000);

describe("an item past its time that is still there", () => {
  it("fault 39: an idempotency key is one caller's own for a day, and then free again", async () => {
    const use = { bodyHash: "hash", orderNumber: "P-261123-7F3KQ" };
    const take = (scope: string, at: Date) => commit(Idempotency.take(scope, "k", use, at));
    expect([await take("checkout a", now), await take("checkout a", now)]).toEqual([true, false]);
    expect(await take("checkout b", now)).toBe(true);
    expect(await Idempotency.get("checkout a", "k", inDays(0.9))).toMatchObject(use);
    expect(await Idempotency.get("checkout a", "k", inDays(1))).toBeUndefined();
    expect(await take("checkout a", inDays(0.9))).toBe(false);
    expect(await take("checkout a", inDays(1))).toBe(true);
  });

  it("fault 39: a cart counts as gone after 90 days, and a new one may take its place", async () => {
    const cart = Carts.mockCart({ id: "0CARTTTL000000000000000000" });
    await commit(Carts.put(cart, now));
    expect(await Carts.get(cart.id, inDays(89))).toEqual(cart);
    expect(await Carts.get(cart.id, inDays(90))).toBeUndefined();
    const fresh = { ...cart, lines: [] };
    expect(await commit(Carts.put(fresh, inDays(89)))).toBe(false);
    expect(await commit(Carts.put(fresh, inDays(90)))).toBe(true);
    expect(await Carts.get(cart.id, inDays(90))).toEqual(fresh);
  });

  it("fault 39: an event of Stripe counts as seen for 60 days, and not for longer", async () => {
    const see = (at: Date) => commit(WebhookSeen.see("evt_1", "charge.refunded", at));
    expect([await see(now), await see(now)]).toEqual([true, false]);
    expect(await WebhookSeen.isSeen("evt_1", inDays(59))).toBe(true);
    expect(await WebhookSeen.isSeen("evt_1", inDays(60))).toBe(false);
    expect([await see(inDays(59)), await see(inDays(60))]).toEqual([false, true]);
  });
});
