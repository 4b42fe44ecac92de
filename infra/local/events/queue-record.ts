import { z } from "zod";
import { REGION } from "../seams.ts";

const attributeSchema = z.object({
  DataType: z.string(),
  StringValue: z.string().optional(),
  BinaryValue: z.string().optional(),
});
const messageSchema = z.object({
  MessageId: z.string(),
  ReceiptHandle: z.string(),
  Body: z.string(),
  MD5OfBody: z.string(),
  MD5OfMessageAttributes: z.string().optional(),
  Attributes: z.record(z.string(), z.string()).default({}),
  MessageAttributes: z.record(z.string(), attributeSchema).default({}),
});
/** What ReceiveMessage answers. */
export const receivedSchema = z.object({ Messages: z.array(messageSchema).default([]) });

/** A message as SQS hands it out. */
export type Message = z.infer<typeof messageSchema>;

/** The shape in which Lambda hands a message to a function. */
export function queueRecord(message: Message, eventSourceARN: string) {
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes,
    messageAttributes: Object.fromEntries(
      Object.entries(message.MessageAttributes).map(([name, attribute]) => [
        name,
        {
          ...(attribute.StringValue === undefined ? {} : { stringValue: attribute.StringValue }),
          ...(attribute.BinaryValue === undefined ? {} : { binaryValue: attribute.BinaryValue }),
          stringListValues: [],
          binaryListValues: [],
          dataType: attribute.DataType,
        },
      ]),
    ),
    md5OfBody: message.MD5OfBody,
    ...(message.MD5OfMessageAttributes
      ? { md5OfMessageAttributes: message.MD5OfMessageAttributes }
      : {}),
    eventSource: "aws:sqs",
    eventSourceARN,
    awsRegion: REGION,
  };
}

/** Filters see a JSON body as its content. */
export function filterable(message: Message) {
  const record = queueRecord(message, "");
  try {
    const body: unknown = JSON.parse(message.Body);
    return { ...record, body };
  } catch {
    return record;
  }
}
