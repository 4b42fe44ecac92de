import { CfnOutput, Duration, Stack, type StackProps } from "aws-cdk-lib";
import {
  Alarm,
  ComparisonOperator,
  type IAlarmAction,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { StartingPosition } from "aws-cdk-lib/aws-lambda";
import { DynamoEventSource, SqsDlq, SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import { FilterPattern, MetricFilter } from "aws-cdk-lib/aws-logs";
import { Schedule, ScheduleExpression } from "aws-cdk-lib/aws-scheduler";
import { LambdaInvoke } from "aws-cdk-lib/aws-scheduler-targets";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import type { QueueName } from "#contracts/endpoint";
import { type Job, jobs } from "#contracts/jobs";
import type { Binding, Resources } from "../constructs/bindings.ts";
import { DeadLetterQueue } from "../constructs/dead-letter-queue.ts";
import { JobQueue } from "../constructs/job-queue.ts";
import { MailEvents } from "../constructs/mail-events.ts";
import { ShopFunction } from "../constructs/shop-function.ts";
import type { Settings } from "../settings.ts";
import { changeFilters } from "./change-filters.ts";

export interface JobsStackProps extends StackProps {
  readonly settings: Settings;
  readonly resources: Resources;
}

type Triggered<Kind extends Job["trigger"]["kind"]> = Extract<Job["trigger"], { kind: Kind }>;

/** How often the stream offers a batch that fails, halved each time, before it is set aside. */
const STREAM_RETRIES = 10;
const PERIOD_MINUTES = 5;
/** A sweeper may stumble once or twice; three periods in a row are a fault. */
const FAILING_PERIODS = 3;

const all: readonly (readonly [string, Job])[] = Object.entries(jobs);

/** What happens after the answer: the queues, the relay from the table's stream, the sweepers. */
export class JobsStack extends Stack {
  readonly queues: Readonly<Record<QueueName, JobQueue>>;
  readonly #settings: Settings;
  readonly #resources: Resources;
  readonly #alarmAction: IAlarmAction | undefined;

  constructor(scope: Construct, id: string, { settings, resources, ...props }: JobsStackProps) {
    super(scope, id, props);
    this.#settings = settings;
    this.#alarmAction = this.#alarms(settings.alarmEmail);
    this.queues = {
      orders: this.#queue("orders"),
      mail: this.#queue("mail"),
      mailEvents: this.#queue("mailEvents"),
      projection: this.#queue("projection"),
      publish: this.#queue("publish"),
      integrity: this.#queue("integrity"),
      reporting: this.#queue("reporting"),
    };
    const { configurationSet } = new MailEvents(this, "MailEvents", this.queues.mailEvents);
    this.#resources = { ...resources, queues: this.queues, configurationSet };

    for (const [jobId, job] of all) {
      switch (job.trigger.kind) {
        case "queue":
          this.#onQueue(jobId, job, job.trigger);
          break;
        case "stream":
          this.#onChanges(jobId, job, job.trigger);
          break;
        case "schedule":
          this.#onSchedule(jobId, job, job.trigger);
          break;
        case "manual":
          this.#byHand(jobId, job);
          break;
        // These stand beside what calls them: the reporting and the site stack.
        case "deployment":
        case "pages":
          break;
      }
    }
  }

  #alarms(email: string | undefined): IAlarmAction | undefined {
    if (email === undefined) return undefined;
    const topic = new Topic(this, "Alarms", { enforceSSL: true });
    topic.addSubscription(new EmailSubscription(email));
    return new SnsAction(topic);
  }

  #queue(name: QueueName): JobQueue {
    const consumer = all.find(
      ([, { trigger }]) => trigger.kind === "queue" && trigger.queue === name,
    )?.[1];
    if (consumer === undefined) throw new Error(`No job takes the messages of the queue ${name}.`);
    return new JobQueue(this, name, { consumer, alarmAction: this.#alarmAction });
  }

  #function(id: string, side: Job, trigger?: Binding): ShopFunction {
    const handler = new ShopFunction(this, id, {
      side,
      resources: this.#resources,
      settings: this.#settings,
      ...(trigger ? { trigger } : {}),
    });
    if (side.alarmsOn) this.#alarmOnWords(id, handler, side.alarmsOn);
    return handler;
  }

  /** What a job that works well has to say: its errors are not what the alarm is about. */
  #alarmOnWords(
    id: string,
    { logGroup }: ShopFunction,
    { words, impact }: NonNullable<Job["alarmsOn"]>,
  ): void {
    const filter = new MetricFilter(this, `${id}.words`, {
      logGroup,
      filterPattern: FilterPattern.literal(`"${words}"`),
      metricNamespace: "Parasol",
      metricName: `${id} ${words}`,
    });
    const alarm = new Alarm(this, `${id}.words.alarm`, {
      alarmDescription: impact,
      metric: filter.metric({ period: Duration.minutes(PERIOD_MINUTES), statistic: "sum" }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (this.#alarmAction) alarm.addAlarmAction(this.#alarmAction);
  }

  #onQueue(id: string, job: Job, trigger: Triggered<"queue">): void {
    const queue = this.queues[trigger.queue];
    const handler = this.#function(id, job, receiving(queue));
    handler.addEventSource(
      new SqsEventSource(queue, {
        batchSize: trigger.batchSize,
        maxConcurrency: trigger.maxConcurrency,
        maxBatchingWindow: Duration.seconds(trigger.batchingSeconds ?? 0),
        reportBatchItemFailures: true,
      }),
    );
  }

  #onChanges(id: string, job: Job, trigger: Triggered<"stream">): void {
    const { table } = this.#resources;
    const dead = new DeadLetterQueue(this, `${id}.dead`, {
      impact: job.impact,
      alarmAction: this.#alarmAction,
    });
    const handler = this.#function(id, job, reading(table.tableStreamArn ?? "", dead));
    handler.addEventSource(
      new DynamoEventSource(table, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: trigger.batchSize,
        filters: changeFilters(trigger.types),
        reportBatchItemFailures: true,
        bisectBatchOnError: true,
        retryAttempts: STREAM_RETRIES,
        onFailure: new SqsDlq(dead),
      }),
    );
  }

  #onSchedule(id: string, job: Job, trigger: Triggered<"schedule">): void {
    const handler = this.#function(id, job);
    new Schedule(this, `${id}.schedule`, {
      description: job.impact,
      schedule: ScheduleExpression.rate(Duration.minutes(trigger.everyMinutes)),
      // The next run does what this one left.
      target: new LambdaInvoke(handler, { retryAttempts: 0 }),
    });
    const alarm = new Alarm(this, `${id}.alarm`, {
      alarmDescription: job.impact,
      // A period without a run counts as good: none may be shorter than the pause between runs.
      metric: handler.metricErrors({
        period: Duration.minutes(Math.max(PERIOD_MINUTES, trigger.everyMinutes)),
      }),
      threshold: 1,
      evaluationPeriods: FAILING_PERIODS,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (this.#alarmAction) alarm.addAlarmAction(this.#alarmAction);
  }

  #byHand(id: string, job: Job): void {
    const handler = this.#function(id, job);
    new CfnOutput(this, `Invoke-${id.replace(".", "-")}`, {
      description: `The name under which ${id} is invoked`,
      value: handler.functionName,
    });
  }
}

/** What Lambda does to a queue in the function's name. */
function receiving({ queueArn }: IQueue): Binding {
  return {
    statements: [
      new PolicyStatement({
        actions: [
          "sqs:ReceiveMessage",
          "sqs:DeleteMessage",
          "sqs:ChangeMessageVisibility",
          "sqs:GetQueueAttributes",
        ],
        resources: [queueArn],
      }),
    ],
    environment: {},
  };
}

/** What Lambda does to the stream in the function's name, and where it puts what fails. */
function reading(streamArn: string, dead: IQueue): Binding {
  return {
    statements: [
      new PolicyStatement({
        actions: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
        resources: [streamArn],
      }),
      // Takes no resource.
      new PolicyStatement({ actions: ["dynamodb:ListStreams"], resources: ["*"] }),
      new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [dead.queueArn] }),
    ],
    environment: {},
  };
}
