import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { callAws } from "../aws-json.ts";
import { startQueuesAndBuckets } from "../emulators/queues-and-buckets.ts";
import type { Running } from "../emulators/running.ts";
import type { EventSources, HttpEmulator, InvocationResult, QueueMapping } from "../seams.ts";
import { startEventSources } from "./index.ts";

interface QueueEvent {
  Records: { messageId: string; body: string; attributes: Record<string, string> }[];
}

const stateDir = mkdtempSync(join(tmpdir(), "parasol-queues-"));
let emulator: Running<HttpEmulator>;
let sources: EventSources;
let answer: (event: QueueEvent) => InvocationResult | Promise<InvocationResult>;
let received: QueueEvent[];
let queueName: string;
let counter = 0;

const arn = (name: string) => `arn:aws:sqs:eu-central-1:000000000000:${name}`;
const sqs = (operation: string, input: object): Promise<unknown> =>
  callAws(emulator.emulator.url, `AmazonSQS.${operation}`, input);
const urlOf = (name: string) => `${emulator.emulator.url}/000000000000/${name}`;
const send = (body: string) =>
  sqs("SendMessage", { QueueUrl: urlOf(queueName), MessageBody: body });

async function bodiesIn(name: string): Promise<string[]> {
  const answered = (await sqs("ReceiveMessage", {
    QueueUrl: urlOf(name),
    MaxNumberOfMessages: 10,
  })) as { Messages?: { Body: string }[] };
  return (answered.Messages ?? []).map((message) => message.Body);
}

beforeAll(async () => {
  emulator = await startQueuesAndBuckets(stateDir);
});
afterAll(async () => {
  await emulator.close();
  rmSync(stateDir, { recursive: true, force: true });
});

beforeEach(async () => {
  counter += 1;
  queueName = `orders-${counter}`;
  received = [];
  answer = () => ({ payload: null });
  await sqs("CreateQueue", { QueueName: `${queueName}-dlq` });
  const RedrivePolicy = JSON.stringify({
    deadLetterTargetArn: arn(`${queueName}-dlq`),
    maxReceiveCount: 2,
  });
  await sqs("CreateQueue", { QueueName: queueName, Attributes: { RedrivePolicy } });
});
afterEach(() => sources.close());

async function start(changes: Partial<QueueMapping> = {}): Promise<void> {
  const mapping: QueueMapping = {
    kind: "sqs",
    id: queueName,
    enabled: true,
    functionArn: "arn:aws:lambda:eu-central-1:000000000000:function:job",
    functionTimeout: 30,
    queueArn: arn(queueName),
    queueName,
    batchSize: 10,
    batchWindow: 0,
    maximumConcurrency: 5,
    reportBatchItemFailures: true,
    filters: [],
    ...changes,
  };
  sources = await startEventSources({
    stateDir,
    mappings: [mapping],
    schedules: [],
    notifications: [],
    sqsUrl: emulator.emulator.url,
    dynamodbUrl: "http://127.0.0.1:9",
    invoke: async (_arn, event) => {
      received.push(event as QueueEvent);
      return answer(event as QueueEvent);
    },
  });
}

describe("a queue's event source", () => {
  it("hands messages over in Lambda's shape, and deletes them when all went well", async () => {
    await send('{"order":1}');
    await start();
    await sources.idle();
    expect(received).toHaveLength(1);
    expect(received[0]?.Records[0]).toMatchObject({
      body: '{"order":1}',
      eventSource: "aws:sqs",
      eventSourceARN: arn(queueName),
      awsRegion: "eu-central-1",
      messageAttributes: {},
      attributes: { ApproximateReceiveCount: "1" },
    });
    expect(await bodiesIn(queueName)).toEqual([]);
  });

  it("retries only what the function reports, and gives it up after its last receive", async () => {
    answer = ({ Records }) => ({
      payload: {
        batchItemFailures: Records.filter(({ body }) => body === "poison").map((record) => ({
          itemIdentifier: record.messageId,
        })),
      },
    });
    for (const body of ["a", "b", "poison", "c"]) await send(body);
    await start();
    await sources.idle();
    const bodies = received.flatMap(({ Records }) => Records.map(({ body }) => body));
    expect(bodies.toSorted()).toEqual(["a", "b", "c", "poison", "poison"]);
    expect(await bodiesIn(`${queueName}-dlq`)).toEqual(["poison"]);
  });

  it("retries the whole batch when the function fails", async () => {
    let calls = 0;
    answer = () => {
      calls += 1;
      return calls === 1 ? { payload: {}, functionError: "Unhandled" } : { payload: null };
    };
    await send("once more");
    await start();
    await sources.idle();
    expect(
      received.map(({ Records }) => Records[0]?.attributes["ApproximateReceiveCount"]),
    ).toEqual(["1", "2"]);
    expect(await bodiesIn(`${queueName}-dlq`)).toEqual([]);
  });

  it("treats an unknown identifier among the failures as a failure of all", async () => {
    answer = () => ({ payload: { batchItemFailures: [{ itemIdentifier: "nonsense" }] } });
    await send("a");
    await start();
    await sources.idle();
    expect(await bodiesIn(`${queueName}-dlq`)).toEqual(["a"]);
  });

  it("runs no more batches at once than its maximum concurrency", async () => {
    let running = 0;
    let most = 0;
    answer = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 30));
      running -= 1;
      return { payload: null };
    };
    for (let at = 0; at < 12; at += 1) await send(String(at));
    await start({ batchSize: 1, maximumConcurrency: 2 });
    await sources.idle();
    expect(received).toHaveLength(12);
    expect(most).toBe(2);
  });

  it("collects a batch for as long as its window is open", async () => {
    for (let at = 0; at < 25; at += 1) await send(String(at));
    await start({ batchSize: 25, batchWindow: 2 });
    await sources.idle();
    expect(received.map(({ Records }) => Records.length)).toEqual([25]);
  });

  it("drops what its filters do not want", async () => {
    await send('{"type":"paid"}');
    await send('{"type":"noise"}');
    await start({ filters: [{ body: { type: ["paid"] } }] });
    await sources.idle();
    expect(received.flatMap(({ Records }) => Records.map(({ body }) => body))).toEqual([
      '{"type":"paid"}',
    ]);
    expect(await bodiesIn(queueName)).toEqual([]);
  });
});
