import { Duration } from "aws-cdk-lib";
import type { IAlarmAction } from "aws-cdk-lib/aws-cloudwatch";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import type { Job } from "#contracts/jobs";
import { DeadLetterQueue } from "./dead-letter-queue.ts";
import { timeoutOf } from "./shop-function.ts";

/** Then a message counts as poison and goes to the dead-letter queue. */
const MAX_RECEIVES = 5;
/** AWS's rule for queues that feed functions: six timeouts, and the batching window on top. */
const VISIBILITY_IN_TIMEOUTS = 6;

export interface JobQueueProps {
  /** The job that takes its messages. */
  readonly consumer: Job;
  readonly alarmAction: IAlarmAction | undefined;
}

/** A standard queue that feeds one job. */
export class JobQueue extends Queue {
  constructor(scope: Construct, id: string, { consumer, alarmAction }: JobQueueProps) {
    const { trigger } = consumer;
    const windowS = trigger.kind === "queue" ? (trigger.batchingSeconds ?? 0) : 0;
    super(scope, id, {
      visibilityTimeout: Duration.seconds(
        timeoutOf(consumer).toSeconds() * VISIBILITY_IN_TIMEOUTS + windowS,
      ),
      retentionPeriod: Duration.days(4),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      deadLetterQueue: {
        queue: new DeadLetterQueue(scope, `${id}.dead`, { impact: consumer.impact, alarmAction }),
        maxReceiveCount: MAX_RECEIVES,
      },
    });
  }
}
