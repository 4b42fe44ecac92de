import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { callAws } from "../aws-json.ts";
import { startDynamodb, trimStream } from "../emulators/dynamodb.ts";
import { startQueuesAndBuckets } from "../emulators/queues-and-buckets.ts";
import type { Running } from "../emulators/running.ts";
import type { EventSources, HttpEmulator, InvocationResult, StreamMapping } from "../seams.ts";
import { startEventSources } from "./index.ts";

interface StreamEvent {
  Records: {
    eventName: string;
    eventSourceARN: string;
    dynamodb: {
      Keys: { pk: { S: string } };
      SequenceNumber: string;
      ApproximateCreationDateTime: number;
      NewImage?: unknown;
    };
  }[];
}

const stateDir = mkdtempSync(join(tmpdir(), "parasol-streams-"));
let dynamodb: Running<HttpEmulator>;
let queues: Running<HttpEmulator>;
let client: DynamoDBClient;
let sources: EventSources;
let answer: (event: StreamEvent) => InvocationResult;
let received: StreamEvent[];
let tableName: string;
let streamArn: string;
let counter = 0;

beforeAll(async () => {
  [dynamodb, queues] = await Promise.all([
    startDynamodb(stateDir),
    startQueuesAndBuckets(stateDir),
  ]);
  client = new DynamoDBClient({
    endpoint: dynamodb.emulator.url,
    region: "eu-central-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
});
afterAll(async () => {
  await Promise.all([dynamodb.close(), queues.close()]);
  rmSync(stateDir, { recursive: true, force: true });
});

beforeEach(async () => {
  counter += 1;
  tableName = `table-${counter}`;
  received = [];
  answer = () => ({ payload: null });
  const { TableDescription } = await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    }),
  );
  streamArn = TableDescription?.LatestStreamArn ?? "";
});
afterEach(() => sources.close());

const put = (pk: string, more: Record<string, { S: string }> = {}) =>
  client.send(new PutItemCommand({ TableName: tableName, Item: { pk: { S: pk }, ...more } }));

const keys = () =>
  received.flatMap(({ Records }) => Records.map(({ dynamodb: change }) => change.Keys.pk.S));

async function start(changes: Partial<StreamMapping> = {}): Promise<void> {
  const mapping: StreamMapping = {
    kind: "dynamodb",
    id: tableName,
    enabled: true,
    functionArn: "arn:aws:lambda:eu-central-1:000000000000:function:relay",
    functionTimeout: 30,
    streamArn,
    tableName,
    batchSize: 100,
    batchWindow: 0,
    startingPosition: "TRIM_HORIZON",
    maximumRetryAttempts: -1,
    maximumRecordAge: -1,
    bisectBatchOnError: false,
    parallelizationFactor: 1,
    reportBatchItemFailures: false,
    filters: [],
    ...changes,
  };
  sources = await startEventSources({
    stateDir,
    mappings: [mapping],
    schedules: [],
    notifications: [],
    sqsUrl: queues.emulator.url,
    dynamodbUrl: dynamodb.emulator.url,
    invoke: async (_arn, event) => {
      received.push(event as StreamEvent);
      return answer(event as StreamEvent);
    },
  });
}

describe("a stream's event source", () => {
  it("hands every change over in Lambda's shape, in order", async () => {
    await put("a", { name: { S: "first" } });
    await put("a", { name: { S: "second" } });
    await start();
    await sources.idle();
    const records = received.flatMap(({ Records }) => Records);
    expect(records.map(({ eventName }) => eventName)).toEqual(["INSERT", "MODIFY"]);
    expect(records[1]).toMatchObject({
      eventSource: "aws:dynamodb",
      eventSourceARN: streamArn,
      awsRegion: "eu-central-1",
      dynamodb: {
        Keys: { pk: { S: "a" } },
        OldImage: { name: { S: "first" } },
        NewImage: { name: { S: "second" } },
        ApproximateCreationDateTime: expect.any(Number),
      },
    });
  });

  it("goes on where it stopped, also in another process's stead", async () => {
    await put("before");
    await start();
    await sources.idle();
    await sources.close();
    await put("meanwhile");
    await start();
    await sources.idle();
    expect(keys()).toEqual(["before", "meanwhile"]);
  });

  it("hands over only what its filters want", async () => {
    await start({ filters: [{ dynamodb: { Keys: { pk: { S: [{ prefix: "OUTBOX#" }] } } } }] });
    await put("OUTBOX#1");
    await put("PRODUCT#1");
    await sources.idle();
    expect(keys()).toEqual(["OUTBOX#1"]);
  });

  it("starts again from the first record that the function reports as failed", async () => {
    let failures = 1;
    answer = ({ Records }) => {
      const bad = Records.find(({ dynamodb: change }) => change.Keys.pk.S === "b");
      if (!bad || failures === 0) return { payload: { batchItemFailures: [] } };
      failures -= 1;
      const itemIdentifier = bad.dynamodb.SequenceNumber;
      return { payload: { batchItemFailures: [{ itemIdentifier }] } };
    };
    for (const pk of ["a", "b", "c"]) await put(pk);
    await start({ reportBatchItemFailures: true });
    await sources.idle();
    expect(keys()).toEqual(["a", "b", "c", "b", "c"]);
  });

  it("isolates a bad record by halving, tells the failure queue, and moves on", async () => {
    await callAws(queues.emulator.url, "AmazonSQS.CreateQueue", { QueueName: tableName });
    const isBad = ({ Records }: StreamEvent) =>
      Records.some(({ dynamodb: change }) => change.Keys.pk.S === "bad");
    answer = (event) =>
      isBad(event) ? { payload: {}, functionError: "Unhandled" } : { payload: null };
    for (const pk of ["a", "b", "bad", "c"]) await put(pk);
    await start({
      bisectBatchOnError: true,
      maximumRetryAttempts: 1,
      onFailureQueueArn: `arn:aws:sqs:eu-central-1:000000000000:${tableName}`,
    });
    await sources.idle();
    const taken = received.filter((event) => !isBad(event)).flatMap(({ Records }) => Records);
    expect(taken.map(({ dynamodb: change }) => change.Keys.pk.S)).toEqual(["a", "b", "c"]);
    const QueueUrl = `${queues.emulator.url}/000000000000/${tableName}`;
    const answered = await callAws(queues.emulator.url, "AmazonSQS.ReceiveMessage", { QueueUrl });
    const { Messages } = answered as { Messages: { Body: string }[] };
    expect(JSON.parse(Messages[0]?.Body ?? "")).toMatchObject({
      requestContext: { condition: "RetryAttemptsExhausted" },
      DDBStreamBatchInfo: { batchSize: 1, streamArn },
    });
  });

  it("keeps the changes of one item in order over parallel lanes", async () => {
    await start({ parallelizationFactor: 4, batchSize: 2 });
    for (let version = 1; version <= 5; version += 1) {
      for (const pk of ["a", "b", "c"]) await put(pk, { version: { S: String(version) } });
    }
    await sources.idle();
    for (const pk of ["a", "b", "c"]) {
      const sequence = received
        .flatMap(({ Records }) => Records)
        .filter(({ dynamodb: change }) => change.Keys.pk.S === pk)
        .map(({ dynamodb: change }) => Number(change.SequenceNumber));
      expect(sequence).toHaveLength(5);
      expect(sequence).toEqual(sequence.toSorted((a, b) => a - b));
    }
  });

  it("begins with what comes after its first start, when told LATEST", async () => {
    await put("old");
    await start({ startingPosition: "LATEST" });
    await sources.idle();
    await put("new");
    await sources.idle();
    expect(keys()).toEqual(["new"]);
  });

  it("misses nothing when what lies behind it is trimmed, down to the last record", async () => {
    await start();
    for (const pk of ["a", "b", "c"]) await put(pk);
    await sources.idle();
    trimStream(stateDir, tableName, 3, 0);
    for (const pk of ["d", "e"]) await put(pk);
    await sources.idle();
    await sources.close();
    await put("f");
    await start();
    await sources.idle();
    expect(keys()).toEqual(["a", "b", "c", "d", "e", "f"]);
  });
});
