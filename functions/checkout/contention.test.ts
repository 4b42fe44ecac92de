import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import type { Context } from "aws-lambda";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { bookkeepingErrors, fillCart, stockUp } from "../../infra/testing/goods.ts";
import { openTestTable } from "../../infra/testing/table.ts";
import * as Orders from "#data/order";
import { connection } from "#data/table";
import { CART, CSRF } from "#kit/cookies";
import { newCsrfToken } from "#kit/csrf";
import type { Event } from "#kit/request";

vi.mock("#gateways/stripe", () => import("../../infra/testing/stripe-fake.ts"));
vi.stubEnv("ORIGIN_SECRET", "origin-secret-of-the-test");
vi.stubEnv("CSRF_SECRET", "csrf-secret-of-the-test");
vi.stubEnv("ORDER_TOKEN_SECRET", "order-secret-of-the-test");

const { handler } = await import("./create.ts");

let table: Awaited<ReturnType<typeof openTestTable>>;
beforeAll(async () => {
  table = await openTestTable();
});
afterAll(() => table.close());
afterEach(() => vi.restoreAllMocks());

const csrf = newCsrfToken("csrf-secret-of-the-test");

function request(cartId: string): Event {
  return {
    version: "2.0",
    cookies: [`${CSRF}=${csrf}`, `${CART}=${cartId}`],
    body: JSON.stringify({
      email: "maren@example.com",
      shippingAddress: Orders.mockOrder().shippingAddress,
      shippingMethod: "standard",
    }),
    isBase64Encoded: false,
    requestContext: { domainName: "api.example.com", http: { method: "POST" } },
    headers: {
      "x-origin-secret": "origin-secret-of-the-test",
      "x-csrf-token": csrf,
      "content-type": "application/json",
      "idempotency-key": `key of ${cartId}`,
    },
  } as unknown as Event;
}

async function checkOut(cartId: string) {
  const answer = await handler(request(cartId), { awsRequestId: "test" } as Context);
  return { ...answer, body: JSON.parse(answer.body ?? "null") };
}

/** Every transaction meets another, until the mock is taken away. */
function storm(): void {
  const { client } = connection();
  const send = client.send.bind(client);
  // The overloads of send hide its promise from the mock's type.
  vi.spyOn(client, "send").mockImplementation((async (command: unknown) => {
    if (!(command instanceof TransactWriteCommand)) return await send(command as never);
    throw new TransactionCanceledException({
      $metadata: {},
      message: "Transaction cancelled",
      CancellationReasons: [{ Code: "TransactionConflict" }],
    });
  }) as never);
}

describe("a checkout in a storm", () => {
  it("fault 5: is told when to come back, and then makes one order", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    await stockUp("C1", 3);
    const cartId = await fillCart({ C1: 2 });
    storm();
    const refused = await checkOut(cartId);
    expect(refused).toMatchObject({ statusCode: 503, headers: { "retry-after": "2" } });
    expect(refused.body.error.code).toBe("UNAVAILABLE");
    vi.restoreAllMocks();
    const [first, second] = [await checkOut(cartId), await checkOut(cartId)];
    expect([first.statusCode, second.statusCode]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    expect(await bookkeepingErrors(["C1"], [first.body.data.orderNumber])).toEqual([]);
  });
});
