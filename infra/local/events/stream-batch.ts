import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { callAws } from "../aws-json.ts";
import { ACCOUNT_ID, type InvocationResult, type StreamMapping } from "../seams.ts";
import { failedItems } from "./batch-failures.ts";
import type { SourceContext } from "./source.ts";
import type { StreamRecord } from "./stream-api.ts";

const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 5_000;

/**
 * Hands a batch to the function until it has taken all of it, or the retries are used up: then the
 * batch's whereabouts go to the on-failure queue, and the stream moves on. With bisecting, a batch
 * that fails is halved until the one bad record stands alone.
 */
export async function deliver(
  batch: readonly StreamRecord[],
  shardId: string,
  mapping: StreamMapping,
  context: SourceContext,
  isStopped: () => boolean,
): Promise<void> {
  let remaining = batch;
  let attempts = 0;
  while (remaining.length > 0 && !isStopped()) {
    const result = await context.invoke(mapping.functionArn, { Records: remaining });
    attempts += 1;
    const failedFrom = firstFailure(remaining, result, mapping.reportBatchItemFailures);
    if (failedFrom < 0) return;
    const isProgress = failedFrom > 0;
    remaining = remaining.slice(failedFrom);
    if (isProgress) attempts = 1;
    if (isExhausted(remaining, attempts, mapping)) {
      await giveUp(remaining, shardId, mapping, context, attempts, result);
      return;
    }
    await sleep(Math.min(FIRST_RETRY_MS * 2 ** (attempts - 1), LONGEST_RETRY_MS));
    if (mapping.bisectBatchOnError && remaining.length > 1 && !isProgress) {
      const middle = Math.ceil(remaining.length / 2);
      await deliver(remaining.slice(0, middle), shardId, mapping, context, isStopped);
      await deliver(remaining.slice(middle), shardId, mapping, context, isStopped);
      return;
    }
  }
}

/** Streams are retried from the first failed record on; −1 when none failed. */
function firstFailure(
  records: readonly StreamRecord[],
  result: InvocationResult,
  reportsItems: boolean,
): number {
  const identifiers = records.map((record) => record.dynamodb.SequenceNumber);
  const failed = failedItems(result, identifiers, reportsItems);
  return identifiers.findIndex((identifier) => failed.has(identifier));
}

function isExhausted(
  records: readonly StreamRecord[],
  attempts: number,
  { maximumRetryAttempts, maximumRecordAge }: StreamMapping,
): boolean {
  if (maximumRetryAttempts >= 0 && attempts > maximumRetryAttempts) return true;
  const created = records[0]?.dynamodb.ApproximateCreationDateTime ?? Number.POSITIVE_INFINITY;
  return maximumRecordAge >= 0 && Date.now() / 1000 - created > maximumRecordAge;
}

/** The message that Lambda sends to an on-failure destination: where to look, not the records. */
async function giveUp(
  records: readonly StreamRecord[],
  shardId: string,
  mapping: StreamMapping,
  { sqsUrl, log }: SourceContext,
  attempts: number,
  result: InvocationResult,
): Promise<void> {
  const [first, last] = [records[0]?.dynamodb, records.at(-1)?.dynamodb];
  log(`Stream of ${mapping.tableName}: gave up ${records.length} records after ${attempts} tries`);
  if (mapping.onFailureQueueArn === undefined) return;
  const arrival = (seconds = 0) => new Date(seconds * 1000).toISOString();
  const body = {
    requestContext: {
      requestId: randomUUID(),
      functionArn: mapping.functionArn,
      condition: "RetryAttemptsExhausted",
      approximateInvokeCount: attempts,
    },
    responseContext: {
      statusCode: 200,
      executedVersion: "$LATEST",
      functionError: result.functionError ?? "Unhandled",
    },
    version: "1.0",
    timestamp: new Date().toISOString(),
    DDBStreamBatchInfo: {
      shardId,
      startSequenceNumber: first?.SequenceNumber,
      endSequenceNumber: last?.SequenceNumber,
      approximateArrivalOfFirstRecord: arrival(first?.ApproximateCreationDateTime),
      approximateArrivalOfLastRecord: arrival(last?.ApproximateCreationDateTime),
      batchSize: records.length,
      streamArn: mapping.streamArn,
    },
  };
  await callAws(sqsUrl, "AmazonSQS.SendMessage", {
    QueueUrl: `${sqsUrl}/${ACCOUNT_ID}/${mapping.onFailureQueueArn.split(":").at(-1)}`,
    MessageBody: JSON.stringify(body),
  });
}
