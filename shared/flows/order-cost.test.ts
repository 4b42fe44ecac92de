import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type MeteredShop, openMeteredShop, type Step } from "../../infra/testing/metered-order.ts";

let shop: MeteredShop;
/** Of two lines and of three: 2.5 on average. */
const orders: Record<"guest" | "customer", (readonly Step[])[]> = { guest: [], customer: [] };

beforeAll(async () => {
  shop = await openMeteredShop();
  for (const by of ["guest", "customer"] as const) {
    for (const lines of [2, 3]) orders[by].push(await shop.order(lines, by));
  }
});
afterAll(() => shop.close());

const sum = (steps: readonly Step[]) => steps.reduce((total, step) => total + step.wru, 0);
const mean = (found: readonly (readonly Step[])[]) =>
  found.reduce((total, steps) => total + sum(steps), 0) / found.length;
const only = (name: string) => (steps: readonly Step[]) =>
  steps.filter((step) => step.name === name);

describe.each(["guest", "customer"] as const)("2.5 lines ordered by a %s cost", (by) => {
  it.each([
    ["checkout", 35],
    ["payment job", 28],
  ])("at most, for the %s, %d write units", (name, budget) => {
    const steps = orders[by].map(only(name));
    expect(steps.map((found) => found.length)).toEqual([1, 1]);
    expect(mean(steps)).toBeLessThanOrEqual(budget);
  });

  it("at most 90 write units from the basket to the doorstep, mails and all", () => {
    const [names] = orders[by].map((steps) => steps.map((step) => step.name));
    expect(names?.filter((name) => name !== "relay")).toEqual([
      ...["cart", "cart", "checkout", "webhook", "payment job", "mail", "mail events"],
      ...["fulfilment", "mail", "mail events", "delivered", "mail", "mail events"],
    ]);
    expect(mean(orders[by])).toBeLessThanOrEqual(90);
  });
});

/** DynamoDB by the SDK's command, the others by name and operation. */
const REQUESTS: Readonly<Record<string, Record<string, number>>> = {
  cart: { BatchGetItemCommand: 2, GetItemCommand: 1, PutItemCommand: 1 },
  checkout: {
    BatchGetItemCommand: 2,
    GetItemCommand: 5,
    QueryCommand: 1,
    TransactWriteItemsCommand: 1,
    PutItemCommand: 1,
    "stripe POST /v1/checkout/sessions": 1,
  },
  webhook: { "sqs SendMessage": 1 },
  "payment job": {
    GetItemCommand: 2,
    QueryCommand: 1,
    TransactWriteItemsCommand: 1,
    "stripe GET /v1/checkout/sessions/:id": 1,
  },
  mail: { GetItemCommand: 2, PutItemCommand: 2, DeleteItemCommand: 1, "ses SendEmail": 1 },
  "mail events": { GetItemCommand: 2, PutItemCommand: 1 },
  fulfilment: { GetItemCommand: 1, TransactWriteItemsCommand: 1 },
  delivered: { GetItemCommand: 1, TransactWriteItemsCommand: 1 },
};

describe("an order of three lines asks", () => {
  it.each(Object.entries(REQUESTS))("for its %s so often and no more", (name, expected) => {
    const [, steps = []] = orders.customer;
    // The first step of its kind may find the settings not read yet.
    const step = steps.filter((one) => one.name === name).at(-1);
    expect({ ...step?.calls, ...step?.requests }).toEqual(expected);
  });

  it("the queues for seven batches, whatever it holds", () => {
    const relayed = orders.customer.map(only("relay"));
    const batches = relayed.map((steps) =>
      steps.reduce((total, step) => total + (step.requests["sqs SendMessageBatch"] ?? 0), 0),
    );
    expect(batches).toEqual([7, 7]);
  });
});
