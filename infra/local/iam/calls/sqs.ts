import { ACCOUNT_ID, REGION } from "../../seams.ts";
import { type NeedsOf, need } from "./call.ts";

/** Batches need the permission of their single form. */
const actions: Readonly<Record<string, string>> = {
  ChangeMessageVisibility: "ChangeMessageVisibility",
  ChangeMessageVisibilityBatch: "ChangeMessageVisibility",
  DeleteMessage: "DeleteMessage",
  DeleteMessageBatch: "DeleteMessage",
  GetQueueAttributes: "GetQueueAttributes",
  GetQueueUrl: "GetQueueUrl",
  PurgeQueue: "PurgeQueue",
  ReceiveMessage: "ReceiveMessage",
  SendMessage: "SendMessage",
  SendMessageBatch: "SendMessage",
};

export const sqsNeeds: NeedsOf = (operation, input) => {
  const action = actions[operation];
  if (action === undefined) return undefined;
  const name = input["QueueName"] ?? String(input["QueueUrl"]).split("/").at(-1) ?? "";
  return [need(`sqs:${action}`, `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:${String(name)}`)];
};
