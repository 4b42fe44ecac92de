import {
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { z } from "zod";
import type { QueueName } from "#contracts/endpoint";
import type { QueueMessages } from "#contracts/messages";
import { environment } from "#values/environment";

/** SendMessageBatch: ten entries and 1 MiB a call, of which we keep a tenth for the framing. */
const BATCH_ENTRIES = 10;
const BATCH_BYTES = 940_000;

const client = new SQSClient({});

const VARIABLE = {
  orders: "ORDERS_QUEUE_URL",
  mail: "MAIL_QUEUE_URL",
  mailEvents: "MAILEVENTS_QUEUE_URL",
  projection: "PROJECTION_QUEUE_URL",
  publish: "PUBLISH_QUEUE_URL",
  integrity: "INTEGRITY_QUEUE_URL",
  reporting: "REPORTING_QUEUE_URL",
} as const satisfies Record<QueueName, string>;

/** A function knows only the queues that its contract names in `sendsTo` and `watches`. */
function urlOf(queue: QueueName): string {
  const name = VARIABLE[queue];
  return z.string().parse(environment({ [name]: z.url() })[name]);
}

/** Puts one message on a queue. Throws where SQS does not take it. */
export async function send<Queue extends QueueName>(
  queue: Queue,
  message: QueueMessages[Queue],
): Promise<void> {
  await client.send(
    new SendMessageCommand({ QueueUrl: urlOf(queue), MessageBody: bodyOf(message) }),
  );
}

/**
 * Puts many messages on a queue, ten a call, in no particular order. Gives the index of the first
 * message that SQS refused, or undefined; those after it may or may not have been taken.
 */
export async function sendAll<Queue extends QueueName>(
  queue: Queue,
  messages: readonly QueueMessages[Queue][],
): Promise<number | undefined> {
  const refused = await Promise.all(
    batches(messages).map(async (Entries) => {
      const answer = await client.send(
        new SendMessageBatchCommand({ QueueUrl: urlOf(queue), Entries }),
      );
      return (answer.Failed ?? []).map(({ Id, Code, Message }) => {
        console.error(JSON.stringify({ level: "error", what: "refused", queue, Code, Message }));
        return Number(Id);
      });
    }),
  );
  return refused.flat().toSorted((a, b) => a - b)[0];
}

/** How many messages wait in a queue, are being worked on, or are held back; near enough. */
export async function depth(queue: QueueName): Promise<number> {
  const answer = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: urlOf(queue), AttributeNames: [...DEPTHS] }),
  );
  return DEPTHS.reduce((sum, name) => sum + Number(answer.Attributes?.[name] ?? 0), 0);
}

const DEPTHS = [
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesNotVisible",
  "ApproximateNumberOfMessagesDelayed",
] as const;

/**
 * A message as JSON, with an escape for what SQS does not take as it is: U+FFFE and U+FFFF. Surrogates
 * too: SQS takes what lies beyond U+FFFF, but not everything that speaks its protocol does. One such
 * character in a name would otherwise hold up the stream, and with it everybody's mail.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
function bodyOf(message: unknown): string {
  return JSON.stringify(message).replace(
    REFUSED_CHARACTER,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Deliberately by UTF-16 units: a surrogate pair is escaped as two, which is how JSON writes it. */
const REFUSED_CHARACTER = /[\uD800-\uDFFF\uFFFE\uFFFF]/g;

/** Groups of at most ten entries and 940 kB; an entry's id is the message's index. */
function batches(messages: readonly unknown[]): SendMessageBatchRequestEntry[][] {
  const groups: SendMessageBatchRequestEntry[][] = [];
  let bytes = 0;
  messages.forEach((message, index) => {
    const body = bodyOf(message);
    const size = Buffer.byteLength(body);
    const current = groups.at(-1);
    if (current === undefined || current.length === BATCH_ENTRIES || bytes + size > BATCH_BYTES) {
      groups.push([{ Id: String(index), MessageBody: body }]);
      bytes = size;
    } else {
      current.push({ Id: String(index), MessageBody: body });
      bytes += size;
    }
  });
  return groups;
}
