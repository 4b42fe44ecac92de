import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { AttributeValue, DynamoDBRecord } from "aws-lambda";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { jobs } from "#contracts/jobs";
import { key, mockPaidOrder } from "#data/order";
import * as Refund from "#domain/refund";
import * as Outcome from "#domain/refund-outcome";
import { handler } from "./relay-changes.ts";

interface Entry {
  Id: string;
  MessageBody: string;
}

/**
 * Answers as SQS, and as a table in which `waiting` wait for a SKU; `refused` says which entries no
 * queue takes.
 */
let server: Server;
let waiting: Record<string, AttributeValue>[] = [];
let refused: (queue: string, body: string) => boolean = () => false;
const sent: Record<string, unknown[]> = {};
const before = { ...process.env };

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}

beforeAll(async () => {
  server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(process.env, {
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_ENDPOINT_URL_SQS: url,
    AWS_ENDPOINT_URL_DYNAMODB: url,
    TABLE_NAME: "test",
    MAIL_QUEUE_URL: `${url}/000000000000/mail`,
    ORDERS_QUEUE_URL: `${url}/000000000000/orders`,
    PROJECTION_QUEUE_URL: `${url}/000000000000/projection`,
    PUBLISH_QUEUE_URL: `${url}/000000000000/publish`,
  });
});

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.headers["x-amz-target"] === "DynamoDB_20120810.Query") {
    response.writeHead(200, { "content-type": "application/x-amz-json-1.0" });
    response.end(JSON.stringify({ Items: waiting, Count: waiting.length }));
    return;
  }
  const { QueueUrl, Entries } = JSON.parse(await read(request)) as {
    QueueUrl: string;
    Entries: Entry[];
  };
  const queue = QueueUrl.slice(QueueUrl.lastIndexOf("/") + 1);
  const taken = Entries.filter((one) => !refused(queue, one.MessageBody));
  (sent[queue] ??= []).push(...taken.map((one) => JSON.parse(one.MessageBody)));
  response.writeHead(200, { "content-type": "application/x-amz-json-1.0" });
  response.end(
    JSON.stringify({
      Successful: taken.map(({ Id, MessageBody }) => ({
        Id,
        MessageId: Id,
        MD5OfMessageBody: createHash("md5").update(MessageBody).digest("hex"),
      })),
      Failed: Entries.filter((one) => !taken.includes(one)).map(({ Id }) => ({
        Id,
        Code: "InternalError",
        SenderFault: false,
      })),
    }),
  );
}

afterAll(async () => {
  process.env = before;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

beforeEach(() => {
  refused = () => false;
  for (const queue of Object.keys(sent)) delete sent[queue];
});

function toAttribute(value: unknown): AttributeValue {
  if (typeof value === "string") return { S: value };
  if (typeof value === "number") return { N: String(value) };
  if (typeof value === "boolean") return { BOOL: value };
  if (value === null) return { NULL: true };
  if (Array.isArray(value)) return { L: value.map(toAttribute) };
  return { M: toImage(value as object) };
}

function toImage(item: object): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(item).map(([name, one]) => [name, toAttribute(one)]));
}

let sequence = 100;
function record(old: object | undefined, after: object | undefined): DynamoDBRecord {
  sequence += 1;
  return {
    eventName: old === undefined ? "INSERT" : after === undefined ? "REMOVE" : "MODIFY",
    dynamodb: {
      SequenceNumber: String(sequence),
      ...(old ? { OldImage: toImage(old) } : {}),
      ...(after ? { NewImage: toImage(after) } : {}),
    },
  };
}

const keyOfOrder = key(mockPaidOrder().orderNumber);
const run = (Records: DynamoDBRecord[]) => handler({ Records });

const event = (id: string, kind = "order.paid") => ({
  PK: `EVT#${id}`,
  SK: "A",
  type: "Outbox",
  id,
  kind,
  orderNumber: "P-261123-7F3KQ",
  version: 1,
  createdAt: "2026-11-23T10:00:00.000Z",
});
const product = (version: number, category = "foxes", slug = "fox") => ({
  PK: "PROD#prod_0fox",
  SK: "META",
  type: "Product",
  id: "prod_0fox",
  slug,
  category,
  tags: ["a", "b"],
  tint: { hue: 52, chroma: 0.14 },
  deletedAt: null,
  version,
});
const stock = (productId: string | null, version: number, available = 7) => ({
  PK: "STOCK#0011-09#0",
  SK: "A",
  type: "Stock",
  sku: "0011-09",
  productId,
  onHand: 7,
  reserved: 7 - available,
  available,
  lowStockAt: 5,
  restocks: 2,
  version,
  updatedAt: "2026-11-01T09:00:00.000Z",
});

describe("the relay", () => {
  it("turns a new outbox event into a mail, and its deletion into nothing", async () => {
    await run([record(undefined, event("1")), record(event("0"), undefined)]);

    expect(sent).toEqual({
      mail: [{ outboxId: "1", kind: "order.paid", orderNumber: "P-261123-7F3KQ" }],
    });
  });

  it("tells staff of stock that has come down to its mark, again when it is read again", async () => {
    const batch = [
      record(stock("prod_0fox", 1), stock("prod_0fox", 2, 6)),
      record(stock("prod_0fox", 2, 6), stock("prod_0fox", 3, 5)),
      record(stock("prod_0fox", 3, 5), stock("prod_0fox", 4, 4)),
    ];
    await run(batch);
    const notice = { kind: "stock.low", sku: "0011-09", generation: 2 };
    expect(sent["mail"]).toEqual([notice]);
    await run(batch);
    expect(sent["mail"]).toEqual([notice, notice]);
  });

  it("reads the stream again from where a notice was refused", async () => {
    refused = (queue) => queue === "mail";
    const low = record(stock("prod_0fox", 1), stock("prod_0fox", 2, 5));
    const answer = await run([record(product(1), product(2)), low, record(product(2), product(3))]);
    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: low.dynamodb?.SequenceNumber }]);
  });

  it("turns a refund that was written down into work for the orders queue, and into no mail", async () => {
    await run([record(undefined, { ...event("1", "refund.requested"), subject: "R1" })]);

    expect(sent).toEqual({
      orders: [{ kind: "refund", orderNumber: "P-261123-7F3KQ", refundId: "R1", outboxId: "1" }],
    });
  });

  it("raises the alarm over a refund that failed, with the change in which it did", async () => {
    const asked = Refund.request(
      mockPaidOrder(),
      { amount: 1000, restock: false, reason: "Broken.", returnId: null, actor: "ada" },
      new Date("2026-11-25T10:05:00Z"),
    ).order;
    const failed = Outcome.fail(asked, "R1", "The card is closed.", new Date())?.order ?? asked;
    const item = (order: typeof asked) => ({ ...order, ...keyOfOrder, type: "Order" });
    const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
    await run([
      record(item(mockPaidOrder()), item(asked)),
      record(item(asked), item(failed)),
      record(item(failed), item({ ...failed, version: failed.version + 1 })),
    ]);
    const lines = log.mock.calls.flat().map((line): unknown => JSON.parse(String(line)));
    log.mockRestore();
    expect(lines).toEqual([
      {
        level: "error",
        what: jobs["jobs.relayChanges"].alarmsOn.words,
        orderNumber: failed.orderNumber,
        id: "R1",
        amount: 1000,
        failure: "The card is closed.",
      },
    ]);
  });

  it("sends changed items whole, and deleted ones with their last image", async () => {
    await run([record(product(1), product(2)), record(product(2), undefined)]);

    expect(sent["projection"]).toEqual([
      {
        type: "Product",
        key: { PK: "PROD#prod_0fox", SK: "META" },
        version: 2,
        image: product(2),
      },
      {
        type: "Product",
        key: { PK: "PROD#prod_0fox", SK: "META" },
        version: 2,
        image: null,
        oldImage: product(2),
      },
    ]);
  });

  it("asks once for the pages of a whole batch, with the shelf and address that a product left", async () => {
    await run([
      record(product(1, "foxes", "old-fox"), product(2, "forest", "fox")),
      record(stock("prod_0owl", 1), stock("prod_0owl", 2, 6)),
      record(stock("prod_0owl", 2, 6), stock("prod_0owl", 3)),
      record(stock(null, 1), stock(null, 2)),
      record(undefined, { type: "Category", slug: "birds", PK: "CATS", SK: "birds", version: 1 }),
    ]);

    expect(sent["publish"]).toEqual([
      {
        productIds: ["prod_0fox", "prod_0owl"],
        productSlugs: ["old-fox", "fox"],
        categories: ["foxes", "forest", "birds"],
      },
    ]);
  });

  it("leaves pages as they are where stock changed and shoppers see no difference", async () => {
    const many = (version: number, available: number) => ({
      ...stock("prod_0owl", version, available),
      onHand: 40,
      reserved: 40 - available,
    });
    const sold = { ...stock("prod_0owl", 2, 6), onHand: 6, reserved: 0 };
    await run([
      record(many(1, 40), many(2, 11)),
      record(many(2, 11), many(3, 10)),
      // Paid: what was held leaves the house.
      record(stock("prod_0owl", 1, 6), sold),
      record(stock("prod_0owl", 3), { ...stock("prod_0owl", 4), lowStockAt: 3 }),
    ]);
    expect(sent["publish"]).toBeUndefined();
    expect(sent["projection"]).toHaveLength(4);
  });

  it.each([
    ["says how many are left", stock("prod_0owl", 1), stock("prod_0owl", 2, 6)],
    [
      "sells what comes later",
      stock("prod_0owl", 1),
      { ...stock("prod_0owl", 2), backorderLeft: 3 },
    ],
    ["belongs to a product", stock(null, 1), stock("prod_0owl", 2)],
    ["is new", undefined, stock("prod_0owl", 1)],
    ["is gone", stock("prod_0owl", 1), undefined],
  ])("publishes pages anew where stock %s", async (_, old, after) => {
    await run([record(old, after)]);
    expect(sent["publish"]).toMatchObject([{ productIds: ["prod_0owl"] }]);
  });

  it.each([
    ["pieces", stock("prod_0owl", 1, 0), stock("prod_0owl", 2, 3), 2],
    ["nothing new", stock("prod_0owl", 1, 2), stock("prod_0owl", 2, 3), 0],
    ["nothing", stock("prod_0owl", 1, 2), stock("prod_0owl", 2, 0), 0],
  ])("tells everybody who waits for a SKU of which there is %s", async (_, old, after, mails) => {
    waiting = ["a@example.com", "b@example.com"].map((email) =>
      toImage({
        id: email,
        sku: "0011-09",
        email,
        storeUrl: "https://shop.example",
        version: 1,
        createdAt: "2026-11-01T09:00:00.000Z",
        ttl: Math.floor(Date.now() / 1_000) + 60,
      }),
    );

    await run([record(old, after)]);

    const told = (sent["mail"] ?? []).filter((one) => JSON.stringify(one).includes("stock.back"));
    expect(told).toHaveLength(mails);
    waiting = [];
  });

  it("asks for all pages when staff have saved the settings: every page tells tax and delivery", async () => {
    const settings = (version: number) => ({ type: "Settings", PK: "CFG", SK: "shop", version });
    await run([
      record(stock("prod_0owl", 1), stock("prod_0owl", 2, 6)),
      record(undefined, settings(1)),
    ]);

    expect(sent).toMatchObject({
      publish: [{ productIds: ["prod_0owl"], everything: true }],
    });
  });

  it("leaves carts and sessions of work alone", async () => {
    await run([record(undefined, { type: "Cart", PK: "CART#1", SK: "A", version: 1 })]);

    expect(sent).toEqual({});
  });

  it("goes on behind an item that it cannot read", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => undefined);

    const answer = await run([
      record(undefined, { type: "Product", PK: "PROD#broken", SK: "META" }),
      record(undefined, event("2")),
    ]);

    expect(answer.batchItemFailures).toEqual([]);
    expect(sent["mail"]).toHaveLength(1);
    expect(log).toHaveBeenCalledOnce();
    log.mockRestore();
  });

  it("asks for the stream again from the first record that a queue refused", async () => {
    refused = (queue, body) => queue === "mail" && body.includes('"outboxId":"5"');
    const records = ["3", "4", "5", "6"].map((id) => record(undefined, event(id)));

    const answer = await run(records);

    expect(answer.batchItemFailures).toEqual([
      { itemIdentifier: records[2]?.dynamodb?.SequenceNumber },
    ]);
  });

  it("sends a batch of a hundred, ten a call", async () => {
    await run(Array.from({ length: 100 }, (_, at) => record(undefined, event(String(at)))));

    expect(sent["mail"]).toHaveLength(100);
  });
});
