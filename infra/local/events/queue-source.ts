import { z } from "zod";
import { callAws } from "../aws-json.ts";
import { ACCOUNT_ID, type QueueMapping } from "../seams.ts";
import { failedItems } from "./batch-failures.ts";
import { passesFilters } from "./filter-pattern.ts";
import { keepRunning } from "./keep-running.ts";
import { filterable, type Message, queueRecord, receivedSchema } from "./queue-record.ts";
import type { EventSource, SourceContext } from "./source.ts";

const LONG_POLL_SECONDS = 10;

/**
 * A failed message comes back after 1, 4, 16, 64 seconds, though never later than its visibility
 * timeout, which Lambda waits for each time. Five receives so take a minute and a half instead of
 * fifteen minutes: long enough for a store to come back, short enough to see a dead-letter queue.
 */
const FIRST_RETRY_SECONDS = 1;
const RETRY_GROWTH = 4;

const countsSchema = z.object({ Attributes: z.record(z.string(), z.string()) });

const COUNTS = [
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesNotVisible",
  "ApproximateNumberOfMessagesDelayed",
];

/** Drains a queue into a function: batches, concurrency, partial failures, deletion on success. */
export function startQueueSource(mapping: QueueMapping, context: SourceContext): EventSource {
  const QueueUrl = `${context.sqsUrl}/${ACCOUNT_ID}/${mapping.queueName}`;
  const sqs = (operation: string, input: object) =>
    callAws(context.sqsUrl, `AmazonSQS.${operation}`, { QueueUrl, ...input });
  const batches = new Set<Promise<void>>();
  const stopping = new AbortController();
  const isStopped = () => stopping.signal.aborted;

  const run = async () => {
    const visibility = Number((await attributes(sqs, ["VisibilityTimeout"]))["VisibilityTimeout"]);
    while (!isStopped()) {
      if (batches.size >= mapping.maximumConcurrency) {
        await Promise.race(batches);
        continue;
      }
      const messages = await receiveBatch(sqs, mapping, isStopped);
      if (messages.length === 0) continue;
      if (isStopped()) {
        await returnMessages(sqs, messages, () => 0);
        continue;
      }
      const batch = context.activity
        .track(() => processBatch(mapping, context, sqs, messages, visibility))
        .catch((error: unknown) => report(context, mapping, isStopped(), error))
        .finally(() => batches.delete(batch));
      batches.add(batch);
    }
  };
  void keepRunning(run, isStopped, (error) => report(context, mapping, isStopped(), error));

  return {
    isDrained: async () =>
      batches.size === 0 &&
      Object.values(await attributes(sqs, COUNTS)).every((count) => count === "0"),
    stop: () => {
      stopping.abort();
    },
  };
}

type Sqs = (operation: string, input: object) => Promise<unknown>;

async function attributes(sqs: Sqs, AttributeNames: readonly string[]) {
  return countsSchema.parse(await sqs("GetQueueAttributes", { AttributeNames })).Attributes;
}

/** SQS gives ten at most: a larger batch, or a batching window, takes several rounds. */
async function receiveBatch(sqs: Sqs, mapping: QueueMapping, isStopped: () => boolean) {
  const messages = await receive(sqs, mapping.batchSize, LONG_POLL_SECONDS);
  const deadline = performance.now() + mapping.batchWindow * 1000;
  while (messages.length > 0 && messages.length < mapping.batchSize && !isStopped()) {
    const seconds = Math.ceil((deadline - performance.now()) / 1000);
    const more = await receive(sqs, mapping.batchSize - messages.length, Math.max(seconds, 0));
    messages.push(...more);
    if (more.length === 0 && performance.now() >= deadline) break;
  }
  return messages;
}

async function receive(sqs: Sqs, wanted: number, seconds: number): Promise<Message[]> {
  const answer = await sqs("ReceiveMessage", {
    MaxNumberOfMessages: Math.min(wanted, 10),
    WaitTimeSeconds: Math.min(seconds, LONG_POLL_SECONDS),
    MessageSystemAttributeNames: ["All"],
    MessageAttributeNames: ["All"],
  });
  return receivedSchema.parse(answer).Messages;
}

async function processBatch(
  mapping: QueueMapping,
  context: SourceContext,
  sqs: Sqs,
  messages: readonly Message[],
  visibility: number,
) {
  // What the filters drop is deleted, as Lambda does.
  const wanted = messages.filter((message) => passesFilters(mapping.filters, filterable(message)));
  let failed = new Set<string>();
  if (wanted.length > 0) {
    const Records = wanted.map((message) => queueRecord(message, mapping.queueArn));
    const result = await context.invoke(mapping.functionArn, { Records });
    const identifiers = wanted.map((message) => message.MessageId);
    failed = failedItems(result, identifiers, mapping.reportBatchItemFailures);
  }
  const kept = messages.filter((message) => failed.has(message.MessageId));
  const done = messages.filter((message) => !failed.has(message.MessageId));
  for (const Entries of entries(done, () => ({}))) await sqs("DeleteMessageBatch", { Entries });
  await returnMessages(sqs, kept, ({ Attributes }) => {
    const receives = Number(Attributes["ApproximateReceiveCount"] ?? "1");
    return Math.min(visibility, FIRST_RETRY_SECONDS * RETRY_GROWTH ** (receives - 1));
  });
}

async function returnMessages(
  sqs: Sqs,
  messages: readonly Message[],
  seconds: (message: Message) => number,
) {
  const timeout = (message: Message) => ({ VisibilityTimeout: seconds(message) });
  for (const Entries of entries(messages, timeout)) {
    await sqs("ChangeMessageVisibilityBatch", { Entries });
  }
}

/** Batch entries, ten at a time. */
function entries(messages: readonly Message[], more: (message: Message) => object) {
  const all = messages.map((message, at) => ({
    Id: String(at),
    ReceiptHandle: message.ReceiptHandle,
    ...more(message),
  }));
  return Array.from({ length: Math.ceil(all.length / 10) }, (_, at) =>
    all.slice(at * 10, at * 10 + 10),
  );
}

function report(
  { log }: SourceContext,
  { queueName }: QueueMapping,
  isStopped: boolean,
  error: unknown,
): void {
  if (!isStopped) log(`Queue ${queueName}: ${String(error)}`);
}
