import { z } from "zod";
import { AwsError, callAws } from "../../aws-json.ts";
import { ACCOUNT_ID } from "../../seams.ts";
import { queueName } from "../../template/emulated/data.ts";
import type { ResourceGraph } from "../../template/graph.ts";
import type { Resource } from "../../template/resource.ts";
import type { LocalWorld } from "../local-world.ts";

/** Properties that are the API's attributes, by name. */
const attributeNames = [
  "ContentBasedDeduplication",
  "DeduplicationScope",
  "DelaySeconds",
  "FifoQueue",
  "FifoThroughputLimit",
  "MaximumMessageSize",
  "MessageRetentionPeriod",
  "ReceiveMessageWaitTimeSeconds",
  "VisibilityTimeout",
] as const;

const redriveSchema = z.object({
  deadLetterTargetArn: z.string(),
  maxReceiveCount: z.coerce.number(),
});

/** Creates the queues that do not exist yet, dead-letter queues first, and sets their attributes. */
export async function createQueues(graph: ResourceGraph, world: LocalWorld): Promise<void> {
  const queues = graph.ofType("AWS::SQS::Queue");
  const [dead, others] = [
    queues.filter((queue) => !queue.has("RedrivePolicy")),
    queues.filter((queue) => queue.has("RedrivePolicy")),
  ];
  for (const queue of [...dead, ...others]) await createQueue(queue, world.emulators.sqs.url);
}

async function createQueue(queue: Resource, url: string): Promise<void> {
  const name = queueName(queue);
  const attributes = attributesOf(queue);
  try {
    await callAws(url, "AmazonSQS.CreateQueue", { QueueName: name, Attributes: attributes });
  } catch (error) {
    if (!(error instanceof AwsError) || !/QueueNameExists|QueueAlreadyExists/.test(error.code)) {
      throw error;
    }
    const { FifoQueue: _, ...settable } = attributes;
    await callAws(url, "AmazonSQS.SetQueueAttributes", {
      QueueUrl: `${url}/${ACCOUNT_ID}/${name}`,
      Attributes: settable,
    });
  }
}

function attributesOf(queue: Resource): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const name of attributeNames) {
    if (queue.has(name)) attributes[name] = String(queue.property(name));
  }
  if (queue.has("RedrivePolicy")) {
    attributes["RedrivePolicy"] = JSON.stringify(
      redriveSchema.parse(queue.property("RedrivePolicy")),
    );
  }
  return attributes;
}
