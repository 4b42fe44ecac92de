import type {
  Context,
  DynamoDBBatchResponse,
  DynamoDBRecord,
  DynamoDBStreamEvent,
  SQSBatchResponse,
  SQSEvent,
  SQSRecord,
} from "aws-lambda";
import type { z } from "zod";
import { describeError } from "#values/describe-error";

export interface Delivery<Message> {
  readonly id: string;
  readonly message: Message;
  /** How often this message was received, from 1. */
  readonly receiveCount: number;
}

function logFailure(what: string, id: string, error: unknown): void {
  console.error(JSON.stringify({ level: "error", what, id, ...describeError(error) }));
}

function failures(ids: readonly string[]): SQSBatchResponse {
  return { batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) };
}

function read<Schema extends z.ZodType>(
  schema: Schema,
  record: SQSRecord,
): Delivery<z.output<Schema>> {
  return {
    id: record.messageId,
    message: schema.parse(JSON.parse(record.body)),
    receiveCount: Number(record.attributes.ApproximateReceiveCount),
  };
}

/**
 * A queue's job, one message after the other. A message that throws, or does not fit the schema,
 * alone goes back to the queue and, after its last try, to the dead-letter queue.
 */
export function onMessage<Schema extends z.ZodType>(
  schema: Schema,
  handle: (
    delivery: Delivery<z.output<Schema>>,
    now: Date,
    remainingMs: () => number,
  ) => Promise<void>,
): (event: SQSEvent, context?: Context) => Promise<SQSBatchResponse> {
  return async (event, context) => {
    const remainingMs = () => context?.getRemainingTimeInMillis() ?? Number.POSITIVE_INFINITY;
    const failed: string[] = [];
    for (const record of event.Records) {
      try {
        await handle(read(schema, record), new Date(), remainingMs);
      } catch (error) {
        failed.push(record.messageId);
        logFailure("message", record.messageId, error);
      }
    }
    return failures(failed);
  };
}

/** A queue's job over whole batches: `handle` gives back the ids of the messages that failed. */
export function onBatch<Schema extends z.ZodType>(
  schema: Schema,
  handle: (deliveries: Delivery<z.output<Schema>>[], now: Date) => Promise<readonly string[]>,
): (event: SQSEvent) => Promise<SQSBatchResponse> {
  return async (event) => {
    const failed: string[] = [];
    const deliveries: Delivery<z.output<Schema>>[] = [];
    for (const record of event.Records) {
      try {
        deliveries.push(read(schema, record));
      } catch (error) {
        failed.push(record.messageId);
        logFailure("message", record.messageId, error);
      }
    }
    if (deliveries.length > 0) failed.push(...(await handle(deliveries, new Date())));
    return failures(failed);
  };
}

/**
 * The table's stream. `handle` gives the sequence number of the first record that failed, from
 * which the stream is read again, or undefined.
 */
export function onChanges(
  handle: (records: readonly DynamoDBRecord[], now: Date) => Promise<string | undefined>,
): (event: DynamoDBStreamEvent) => Promise<DynamoDBBatchResponse> {
  return async (event) => {
    const failed = await handle(event.Records, new Date());
    return { batchItemFailures: failed === undefined ? [] : [{ itemIdentifier: failed }] };
  };
}

/** A schedule's job; what it throws is retried by the schedule's next run. */
export function onSchedule(
  handle: (now: Date, remainingMs: () => number) => Promise<void>,
): (event: unknown, context: Context) => Promise<void> {
  return async (_event, context) => {
    await handle(new Date(), () => context.getRemainingTimeInMillis());
  };
}
