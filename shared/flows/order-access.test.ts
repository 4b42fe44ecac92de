import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { openTestTable } from "../../infra/testing/table.ts";
import * as Orders from "#data/order";
import { commit } from "#data/write";
import type { Actor } from "#values/roles";
import { accessToken, ownOrder, readOrder } from "./order-access.ts";

let table: Awaited<ReturnType<typeof openTestTable>>;
const order = Orders.mockOrder({ userId: "maren" });
const { orderNumber } = order;
const guest: Actor = { kind: "guest" };
const user = (sub: string): Actor => ({ kind: "user", sub, role: "customer" });
const staff: Actor = { kind: "user", sub: "ada", role: "staff" };

beforeAll(async () => {
  process.env["ORDER_TOKEN_SECRET"] = "a-secret-of-sixteen-or-more";
  table = await openTestTable();
  await commit(Orders.create(order));
});
afterAll(() => table.close());
afterEach(() => vi.restoreAllMocks());

const hidden = expect.objectContaining({ code: "ORDER_NOT_FOUND" });

/** What the log says while `act` is refused. */
async function audited(act: () => Promise<unknown>): Promise<string[]> {
  const lines: string[] = [];
  vi.spyOn(console, "warn").mockImplementation((line: string) => void lines.push(line));
  await expect(act()).rejects.toEqual(hidden);
  return lines;
}

describe("an order", () => {
  it("is read by its owner, by staff, and with its token", async () => {
    const token = accessToken(orderNumber);
    for (const caller of [
      { actor: user("maren"), token: undefined },
      { actor: staff, token: undefined },
      { actor: guest, token },
    ]) {
      expect(await readOrder(orderNumber, caller)).toEqual(order);
    }
  });

  it("is changed for the shopper by its owner and with its token, not by staff", async () => {
    const token = accessToken(orderNumber);
    expect(await ownOrder(orderNumber, { actor: user("maren"), token: undefined })).toEqual(order);
    expect(await ownOrder(orderNumber, { actor: guest, token })).toEqual(order);
    await audited(() => ownOrder(orderNumber, { actor: staff, token: undefined }));
  });

  it("that somebody else asks for leaves an audit line, without the key they tried", async () => {
    const token = accessToken("P-261123-00000");
    const [other] = await audited(() =>
      readOrder(orderNumber, { actor: user("eve"), token: undefined }),
    );
    const [wrong] = await audited(() => readOrder(orderNumber, { actor: guest, token }));
    expect(JSON.parse(other ?? "")).toEqual({
      level: "warn",
      audit: "refused",
      what: "order",
      orderNumber,
      who: "eve",
    });
    expect(JSON.parse(wrong ?? "")).toMatchObject({ who: "guest" });
    expect(wrong).not.toContain(token);
    expect(wrong).not.toContain(order.email);
  });

  it("that a link cut short leads to is no cause for alarm", async () => {
    expect(await audited(() => readOrder(orderNumber, { actor: guest, token: undefined }))).toEqual(
      [],
    );
  });
});
