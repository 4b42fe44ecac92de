/**
 * The seam between the two halves of the local cloud: `cloud.ts` (templates, IAM, functions, edge)
 * on one side, `emulators/` and `events/` (the stores and what drains them) on the other.
 *
 * `emulators/index.ts` exports `startEmulators: StartEmulators`,
 * `events/index.ts` exports `startEventSources: StartEventSources`.
 */

export type EmulatorName = "dynamodb" | "sqs" | "s3" | "cognito" | "ses" | "postgres" | "stripe";

/** Account and region that every ARN of the local cloud carries. */
export const ACCOUNT_ID = "000000000000";
export const REGION = "eu-central-1";

/** Somewhere that speaks HTTP on 127.0.0.1; `url` has no trailing slash. */
export interface HttpEmulator {
  readonly url: string;
}

export interface CognitoEmulator extends HttpEmulator {
  /** The `iss` claim of this pool's tokens; `<issuer>/.well-known/jwks.json` serves its keys. */
  issuer(poolId: string): string;
}

export interface SesEmulator extends HttpEmulator {
  /** The inbox page; `<inboxUrl>/store` is its JSON. */
  readonly inboxUrl: string;
  /**
   * Tells of each mail that SES takes, from now on, and once more of those that were taken in the last
   * minutes before a start. One listener, the latest.
   */
  onAccepted(listener: (mail: AcceptedMail) => void): void;
}

/** A mail that SES has taken. */
export interface AcceptedMail {
  readonly messageId: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly sentAt: string;
  readonly configurationSet?: string;
  readonly tags: Readonly<Record<string, readonly string[]>>;
}

export interface PostgresEmulator {
  /** A URL that psql opens. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  /** CA certificate file; functions get it as DATABASE_CA. */
  readonly caPath: string;
}

export interface StripeEmulator extends HttpEmulator {
  /**
   * What the secret behind STRIPE_SECRET_ARN holds locally, as JSON `{secretKey, webhookSecret}`:
   * the key the double accepts (or a real test key) and what it signs webhooks with.
   */
  readonly secretKey: string;
  readonly webhookSecret: string;
}

/** An emulator that was left out by `only` throws a clear error when it is read. */
export interface Emulators {
  readonly dynamodb: HttpEmulator;
  readonly sqs: HttpEmulator;
  readonly s3: HttpEmulator;
  readonly cognito: CognitoEmulator;
  readonly ses: SesEmulator;
  readonly postgres: PostgresEmulator;
  readonly stripe: StripeEmulator;
  /** Ends every child; resolves within two seconds, escalating to SIGKILL by itself. */
  close(): Promise<void>;
}

export interface EmulatorOptions {
  /** Absolute; everything that must survive a restart lies under it. */
  readonly stateDir: string;
  readonly onProgress?: (line: string) => void;
  /** Start only these; default all. The cloud passes what the templates need. */
  readonly only?: readonly EmulatorName[];
  /** From AWS::RDS::DBCluster: database to create and master user to accept (with any password). */
  readonly postgres?: { readonly database: string; readonly masterUser: string };
  /** Where the Stripe double and mail links send people back to; known only once the edge listens. */
  readonly storeUrl?: string;
}

export type StartEmulators = (options: EmulatorOptions) => Promise<Emulators>;

/** What Lambda's Invoke answers. `functionError` is set when the handler threw or timed out. */
export interface InvocationResult {
  readonly payload: unknown;
  readonly functionError?: "Handled" | "Unhandled";
}

/** Runs a function to its end; rejects only when the cloud is closing or the ARN is unknown. */
export type Invoke = (functionArn: string, event: unknown) => Promise<InvocationResult>;

/** AWS::Lambda::EventSourceMapping on a queue, resolved. */
export interface QueueMapping {
  readonly kind: "sqs";
  readonly id: string;
  readonly enabled: boolean;
  readonly functionArn: string;
  /** Lambda's timeout of the function, in seconds. */
  readonly functionTimeout: number;
  readonly queueArn: string;
  readonly queueName: string;
  /** 1–10,000; default 10. */
  readonly batchSize: number;
  /** MaximumBatchingWindowInSeconds; default 0. */
  readonly batchWindow: number;
  /** ScalingConfig.MaximumConcurrency; default 5. */
  readonly maximumConcurrency: number;
  readonly reportBatchItemFailures: boolean;
  /** FilterCriteria.Filters[].Pattern, parsed; empty means everything. */
  readonly filters: readonly unknown[];
}

/** AWS::Lambda::EventSourceMapping on a table's stream, resolved. */
export interface StreamMapping {
  readonly kind: "dynamodb";
  readonly id: string;
  readonly enabled: boolean;
  readonly functionArn: string;
  readonly functionTimeout: number;
  /** The stream ARN as the emulator knows it (LatestStreamArn). */
  readonly streamArn: string;
  readonly tableName: string;
  /** Default 100. */
  readonly batchSize: number;
  readonly batchWindow: number;
  readonly startingPosition: "TRIM_HORIZON" | "LATEST";
  /** −1: until the record expires. */
  readonly maximumRetryAttempts: number;
  readonly maximumRecordAge: number;
  readonly bisectBatchOnError: boolean;
  readonly parallelizationFactor: number;
  readonly reportBatchItemFailures: boolean;
  readonly filters: readonly unknown[];
  /** DestinationConfig.OnFailure.Destination, a queue's ARN. */
  readonly onFailureQueueArn?: string;
}

export type EventSourceMapping = QueueMapping | StreamMapping;

/** AWS::Scheduler::Schedule or the schedule of an AWS::Events::Rule, one per target. */
export interface Schedule {
  readonly id: string;
  readonly enabled: boolean;
  /** `rate(…)`, `cron(…)` or `at(…)`. */
  readonly expression: string;
  readonly timezone: string;
  /** A function or a queue. */
  readonly targetArn: string;
  /** The event to send: Input parsed, or EventBridge's scheduled event when there is none. */
  readonly input?: unknown;
}

/** AWS::Events::Rule with a pattern, one per target. */
export interface EventRule {
  readonly id: string;
  readonly enabled: boolean;
  readonly pattern: unknown;
  /** A function or a queue. */
  readonly targetArn: string;
  /** The part of the event that is sent, such as `$.detail`; the whole one without it. */
  readonly inputPath?: string;
}

/** A configuration set whose events go to the default bus of EventBridge. */
export interface MailEventDestination {
  readonly configurationSet: string;
  /** SES's names of what is told, upper case: `SEND`, `BOUNCE` … */
  readonly types: readonly string[];
}

/** One target of a bucket's NotificationConfiguration. */
export interface BucketNotification {
  readonly bucket: string;
  /** Such as `s3:ObjectCreated:*`. */
  readonly events: readonly string[];
  readonly prefix?: string;
  readonly suffix?: string;
  /** A function or a queue. */
  readonly targetArn: string;
}

/** Told by the proxy after each successful write to S3. */
export interface ObjectChange {
  readonly bucket: string;
  readonly key: string;
  readonly event: "ObjectCreated:Put" | "ObjectCreated:Copy" | "ObjectRemoved:Delete";
  readonly size: number;
  readonly eTag: string;
}

export interface EventSourceOptions {
  readonly stateDir: string;
  readonly mappings: readonly EventSourceMapping[];
  readonly schedules: readonly Schedule[];
  readonly notifications: readonly BucketNotification[];
  readonly rules?: readonly EventRule[];
  readonly mailDestinations?: readonly MailEventDestination[];
  readonly invoke: Invoke;
  readonly sqsUrl: string;
  readonly dynamodbUrl: string;
  readonly onLog?: (line: string) => void;
}

/** What the templates say of events. */
export type Declared = Pick<
  EventSourceOptions,
  "mappings" | "schedules" | "notifications" | "rules" | "mailDestinations"
>;

export interface EventSources {
  /** Resolves when no batch runs, every mapped queue is empty (delayed and in flight too), every
   * stream is read to its end and no notification is under way. */
  idle(): Promise<void>;
  objectChanged(change: ObjectChange): void;
  /** Publishes what SES tells of a mail: that it was sent, and what became of it. */
  mailAccepted(mail: AcceptedMail): void;
  /** Runs a schedule now, for tests; resolves when its target has answered. */
  fire(scheduleId: string): Promise<void>;
  /** Takes over the mappings and schedules of a newly synthesized app; unchanged ones run on. */
  update(next: Declared): Promise<void>;
  /** Stops polling; batches that run are abandoned, their messages come back. */
  close(): Promise<void>;
}

export type StartEventSources = (options: EventSourceOptions) => Promise<EventSources>;
