import type { Context } from "aws-lambda";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { stockUp } from "../../infra/testing/goods.ts";
import { openTestTable } from "../../infra/testing/table.ts";
import * as Orders from "#data/order";
import * as Reservations from "#data/reservation";
import * as Stocks from "#data/stock";
import { transact } from "#data/write";
import { handler } from "./release-reservations.ts";

vi.mock("#gateways/stripe", () => import("../../infra/testing/stripe-fake.ts"));

let table: Awaited<ReturnType<typeof openTestTable>>;
beforeAll(async () => {
  table = await openTestTable();
});
afterAll(() => table.close());

const now = new Date();
const context = (remaining: number) =>
  ({ getRemainingTimeInMillis: () => remaining }) as unknown as Context;

async function hold(orderNumber: string, sku: string, expiresAt: Date): Promise<void> {
  await stockUp(sku, 3);
  await transact([
    Orders.create(Orders.mockOrder({ orderNumber })),
    Reservations.hold({
      ...Reservations.mockReservation({ orderNumber, lines: [Stocks.mockLine(sku, 2)] }),
      expiresAt: expiresAt.toISOString(),
    }),
    Stocks.reserve(Stocks.mockLine(sku, 2), now),
  ]);
}

describe("the sweeper of reservations", () => {
  it("ends what is due and leaves the rest alone", async () => {
    await hold("P-261123-00001", "DUE", new Date(now.getTime() - 1_000));
    await hold("P-261123-00002", "LATER", new Date(now.getTime() + 60_000));
    await handler({}, context(50_000));
    expect((await Orders.get("P-261123-00001"))?.status).toBe("CANCELLED");
    expect((await Stocks.get("DUE"))?.available).toBe(3);
    expect((await Orders.get("P-261123-00002"))?.status).toBe("PENDING");
    expect((await Stocks.get("LATER"))?.reserved).toBe(2);
  });

  it("begins nothing that its time does not allow to finish", async () => {
    await hold("P-261123-00003", "SHORT", new Date(now.getTime() - 1_000));
    await handler({}, context(5_000));
    expect((await Orders.get("P-261123-00003"))?.status).toBe("PENDING");
    await handler({}, context(50_000));
    expect((await Orders.get("P-261123-00003"))?.status).toBe("CANCELLED");
  });
});
