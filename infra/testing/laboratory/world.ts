import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DynamoDBBatchResponse, SQSBatchResponse } from "aws-lambda";
import Stripe from "stripe";
import { vi } from "vitest";
import type { EndpointId } from "#contracts/index";
import { type Job, type JobId, jobs } from "#contracts/jobs";
import type { StreamRecord } from "../../local/events/stream-api.ts";
import { type StripeDouble, startStripe } from "../../local/stripe/index.ts";
import { openStore } from "../../local/stripe/store.ts";
import { CONFIGURATION_SET } from "../accepted-mail.ts";
import { openTestTable } from "../table.ts";
import {
  type Answer,
  CONTEXT,
  CSRF_SECRET,
  callEndpoint,
  handlerOf,
  ORIGIN_SECRET,
  type Sent,
} from "./api.ts";
import { intercept } from "./calls.ts";
import { Mailbox } from "./mailbox.ts";
import { type Message, Queues } from "./queues.ts";
import { openReporting } from "./reporting.ts";
import { openStream } from "./stream.ts";
import { openTokens } from "./tokens.ts";

/** As infra/testing/table.ts calls it. */
const TABLE = "test";
const SECRET_KEY = "sk_test_laboratory";
const WEBHOOK_SECRET = "whsec_laboratory";
/** As infra/constructs/job-queue.ts has it. */
const RECEIVES = 5;
const VISIBILITY_IN_TIMEOUTS = 6;
const RELAY_BATCH = 100;
/** Nothing of ours takes as many rounds; more of them mean that something goes round in circles. */
const MOST_ROUNDS = 200;

/**
 * How far the clock goes on in `settle`, in minutes, one step after the other: messages and leases
 * that a dead process held come back, outbox events are overdue, holds end, and all of it again.
 */
const STEPS = [0, 1, 4, 10, 25, 10, 20, 60] as const;

/** Not part of the shop's own recovery: what it would repair must not need repair. */
const LEFT_OUT: ReadonlySet<string> = new Set(["jobs.startAudit"]);

/**
 * The shop in one process, for experiments: its real handlers on a real DynamoDB engine and the
 * Stripe double, with queues, mail and clock in memory. Nothing happens by itself: `settle` lets
 * Stripe, the stream, queues and schedules do their part until nothing moves any more.
 */
export type World = Awaited<ReturnType<typeof openWorld>>;

export async function openWorld({ reporting = false } = {}) {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-23T10:00:00.000Z") });
  for (const level of ["info", "warn", "error"] as const) {
    vi.spyOn(console, level).mockImplementation(() => undefined);
  }
  const stateDir = await mkdtemp(join(tmpdir(), "parasol-laboratory-"));
  const table = await openTestTable();
  const stripe: StripeDouble = await startStripe({
    stateDir,
    webhookUrl: () => undefined,
    webhookSecret: WEBHOOK_SECRET,
    secretKey: SECRET_KEY,
    now: () => Date.now(),
  });
  const store = openStore(stateDir);
  const tokens = await openTokens();
  const queues = new Queues();
  const mailbox = new Mailbox((event) => queues.put("mailEvents", JSON.stringify(event)));
  const letGo = intercept({
    sqs: queues.service,
    ses: mailbox.service,
    secrets: () => ({
      SecretString: JSON.stringify({ secretKey: SECRET_KEY, webhookSecret: WEBHOOK_SECRET }),
    }),
  });
  Object.assign(process.env, {
    ...tokens.environment,
    ORIGIN_SECRET,
    CSRF_SECRET,
    ORDER_TOKEN_SECRET: "an order token secret of the laboratory",
    STRIPE_SECRET_ARN: "arn:aws:secretsmanager:eu-central-1:000000000000:secret:stripe",
    STRIPE_API_URL: stripe.url,
    MAIL_FROM: "shop@shop.example",
    MAIL_CONFIGURATION_SET: CONFIGURATION_SET,
    ...Object.fromEntries(
      queueNames.map((queue) => [
        `${queue.toUpperCase()}_QUEUE_URL`,
        `http://127.0.0.1:1/000000000000/${queue}`,
      ]),
    ),
  });
  const database = reporting ? await openReporting(stateDir) : undefined;
  const consumers = queueJobs.filter((id) => reporting || id !== PROJECTOR);
  const stream = await openStream(process.env["AWS_ENDPOINT_URL_DYNAMODB"] ?? "", TABLE);
  let relayed = 0;

  const call = (id: EndpointId, sent: Sent = {}): Promise<Answer> =>
    callEndpoint(id, sent, (who) => tokens.tokenFor(who));

  /** The messages of a job's queue that can be had now. */
  function receive(id: JobId): { readonly queue: string; readonly messages: readonly Message[] } {
    const job: Job = jobs[id];
    if (job.trigger.kind !== "queue") throw new Error(`${id} has no queue.`);
    const { queue, batchSize } = job.trigger;
    const messages = queues.receive(queue, {
      most: batchSize,
      visibilityMs: (job.timeoutSeconds ?? 10) * VISIBILITY_IN_TIMEOUTS * 1_000,
      receives: RECEIVES,
    });
    return { queue, messages };
  }

  /** One invocation of the job of a queue, with what waits there. Gives how many messages it had. */
  async function consume(id: JobId, { queue, messages } = receive(id)): Promise<number> {
    if (messages.length === 0) return 0;
    const failed = await give(id, messages);
    for (const { id: messageId } of messages) {
      if (!failed.has(messageId)) queues.remove(queue, messageId);
    }
    return messages.length;
  }

  /** Hands messages to a job, from wherever they are. Gives the ids of those that it failed on. */
  async function give(
    id: JobId,
    messages: readonly Pick<Message, "id" | "body" | "receiveCount">[],
  ): Promise<ReadonlySet<string>> {
    const handler = await handlerOf(id);
    const Records = messages.map(({ id: messageId, body, receiveCount }) => ({
      messageId,
      body,
      attributes: { ApproximateReceiveCount: String(receiveCount) },
    }));
    const answer = (await handler({ Records }, CONTEXT)) as SQSBatchResponse;
    return new Set(answer.batchItemFailures.map((one) => one.itemIdentifier));
  }

  /** Hands stream records to the relay. Gives the number of the first that it failed on. */
  async function tell(records: readonly StreamRecord[]): Promise<string | undefined> {
    const Records = records.filter(({ dynamodb }) => relayedTypes.includes(typeOf(dynamodb)));
    if (Records.length === 0) return undefined;
    const handler = await handlerOf("jobs.relayChanges");
    const answer = (await handler({ Records }, CONTEXT)) as DynamoDBBatchResponse;
    return answer.batchItemFailures[0]?.itemIdentifier;
  }

  /** One invocation of the relay with what is new in the stream. Gives how many records it got. */
  async function relay(): Promise<number> {
    await stream.read();
    const batch = stream.history.slice(relayed, relayed + RELAY_BATCH);
    if (batch.length === 0) return 0;
    const first = await tell(batch);
    const failed = batch.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === first);
    const done = failed < 0 ? batch.length : failed;
    relayed += done;
    return done;
  }

  /** Sends an event of Stripe to the webhook, as often as one likes. */
  function deliverEvent(event: object): Promise<Answer> {
    const body = JSON.stringify(event);
    const signature = Stripe.webhooks.generateTestHeaderString({
      payload: body,
      secret: WEBHOOK_SECRET,
      timestamp: Math.floor(Date.now() / 1_000),
    });
    return call("webhooks.stripe", { body, headers: { "stripe-signature": signature } });
  }

  /** Events that Stripe has not got rid of, oldest first. */
  function waitingEvents(): { readonly id: string; readonly event: object }[] {
    return store.database
      .prepare(
        `select distinct objects.seq, objects.id, objects.json from objects join deliveries
         on deliveries.event_id = objects.id where deliveries.state = 'pending' order by objects.seq`,
      )
      .all()
      .map((row) => ({ id: String(row["id"]), event: JSON.parse(String(row["json"])) }));
  }

  function delivered(id: string): void {
    store.database.prepare("update deliveries set state = 'delivered' where event_id = ?").run(id);
  }

  async function deliverEvents(): Promise<number> {
    let moved = 0;
    for (const { id, event } of waitingEvents()) {
      const { status } = await deliverEvent(event);
      if (status !== 200) continue;
      delivered(id);
      moved += 1;
    }
    return moved;
  }

  /** What waits is done, as far as it can be done now. */
  async function drain(): Promise<void> {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      let moved = (await deliverEvents()) + (await relay());
      for (const id of consumers) moved += await consume(id);
      if (moved === 0) return;
    }
    throw new Error("The laboratory does not come to rest.");
  }

  /**
   * Lets time pass, and everything happen in it that waits in queues, each message when it is due:
   * whoever jumped would let a late message overtake an early one.
   */
  async function advance(minutes: number): Promise<void> {
    const until = Date.now() + minutes * 60_000;
    for (let due = queues.nextDue(); due !== undefined && due <= until; due = queues.nextDue()) {
      vi.setSystemTime(due);
      await drain();
    }
    vi.setSystemTime(until);
    await drain();
  }

  /** One run of a schedule's job. What it throws is its own affair: the next run comes. */
  async function onSchedule(id: JobId): Promise<void> {
    await (await handlerOf(id))({}, CONTEXT).catch(() => undefined);
  }

  return {
    tableName: TABLE,
    /** What Stripe knows, directly. */
    stripe: store.database,
    mails: mailbox.mails,
    dead: queues.dead,
    stream,
    queues,
    /** SKUs of the runs that were looked at. */
    judged: new Set<string>(),
    call,
    receive,
    consume,
    give,
    tell,
    /** Rows of the reporting database. */
    sql: async (statement: string) => (await database?.sql(statement)) ?? [],
    relay,
    deliverEvent,
    deliverEvents,
    /** The shop never hears of what Stripe has to tell now. */
    loseEvents(): void {
      store.database.exec("update deliveries set state = 'failed' where state = 'pending'");
    },
    /** The stream forgets what the relay has not read yet, as after a day of standstill. */
    async loseStream(): Promise<void> {
      await stream.read();
      relayed = stream.history.length;
    },
    waitingEvents,
    drain,
    onSchedule,
    advance,
    /** Lets `minutes` pass on every clock, and nothing happen in them. */
    pass(minutes: number): void {
      vi.setSystemTime(Date.now() + minutes * 60_000);
    },
    /** Lets some three hours pass in steps, with everything that happens in them. */
    async settle(): Promise<void> {
      for (const minutes of STEPS) {
        await advance(minutes);
        for (const id of schedules) await onSchedule(id);
        await drain();
      }
    },
    async close(): Promise<void> {
      letGo();
      tokens.close();
      store.close();
      await stripe.close();
      await database?.close();
      await table.close();
      await rm(stateDir, { recursive: true, force: true });
      vi.useRealTimers();
      vi.restoreAllMocks();
    },
  };
}

/** Pages are rendered from a built site: they have tests of their own. */
const NOT_HERE: ReadonlySet<string> = new Set(["jobs.publishPages", "jobs.auditReporting"]);
/** Only where there is a reporting database. */
const PROJECTOR: JobId = "jobs.projectChanges";

const relayedTypes: readonly string[] = jobs["jobs.relayChanges"].trigger.types;

const every = Object.entries(jobs) as [JobId, Job][];
const queueNames = every.flatMap(([, { trigger }]) =>
  trigger.kind === "queue" ? [trigger.queue] : [],
);
const queueJobs = every
  .filter(([id, job]) => job.trigger.kind === "queue" && !NOT_HERE.has(id))
  .map(([id]) => id);
const schedules = every
  .filter(([id, job]) => job.trigger.kind === "schedule" && !LEFT_OUT.has(id))
  .map(([id]) => id);

function typeOf(dynamodb: object): string {
  const { NewImage, OldImage } = dynamodb as Record<string, { type?: { S?: string } } | undefined>;
  return (NewImage ?? OldImage)?.type?.S ?? "";
}
