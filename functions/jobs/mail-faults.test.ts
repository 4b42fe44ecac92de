import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { Context, SQSEvent } from "aws-lambda";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { jobs } from "#contracts/jobs";
import { keyOfMail, type MailMessage, mailKind } from "#contracts/messages";
import * as MailRecord from "#data/mail-record";
import * as Orders from "#data/order";
import * as Outbox from "#data/outbox";
import * as Stocks from "#data/stock";
import { commit, transact } from "#data/write";
import { fromTag } from "#domain/mail/tag";
import { startQueuesAndBuckets } from "../../infra/local/emulators/queues-and-buckets.ts";
import { synthesize } from "../../infra/stacks/fixture.ts";
import { openMailService } from "../../infra/testing/mail-service.ts";
import { openTestTable } from "../../infra/testing/table.ts";
import { handler as recordMailEvents } from "./record-mail-events.ts";
import { handler as sendMail } from "./send-mail.ts";
import { handler as sweepOutbox } from "./sweep-outbox.ts";

let table: Awaited<ReturnType<typeof openTestTable>>;
let queues: Awaited<ReturnType<typeof startQueuesAndBuckets>>;
let ses: Awaited<ReturnType<typeof openMailService>>;
let sqs: SQSClient;
let stateDir: string;
let queueUrl: (name: string) => string;
const before = { ...process.env };

beforeAll(async () => {
  for (const level of ["warn", "error"] as const) {
    vi.spyOn(console, level).mockImplementation(() => undefined);
  }
  stateDir = await mkdtemp(join(tmpdir(), "parasol-mail-faults-"));
  table = await openTestTable();
  queues = await startQueuesAndBuckets(stateDir);
  ses = await openMailService();
  queueUrl = (name) => `${queues.emulator.url}/000000000000/${name}`;
  Object.assign(process.env, ses.environment, {
    AWS_ENDPOINT_URL_SQS: queues.emulator.url,
    MAIL_QUEUE_URL: queueUrl("mail"),
    ORDERS_QUEUE_URL: queueUrl("orders"),
    ORDER_TOKEN_SECRET: "a secret for order links",
  });
  sqs = new SQSClient({});
  await sqs.send(new CreateQueueCommand({ QueueName: "dead" }));
  const deadLetterTargetArn = "arn:aws:sqs:eu-central-1:000000000000:dead";
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 5 });
  const QueueName = "mail";
  await sqs.send(new CreateQueueCommand({ QueueName, Attributes: { RedrivePolicy } }));
});

afterAll(async () => {
  await ses.close();
  await queues.close();
  await table.close();
  await rm(stateDir, { recursive: true, force: true });
  vi.useRealTimers();
  process.env = before;
});

let count = 0;

beforeEach(async () => {
  ses.accepted.length = 0;
  ses.faults.length = 0;
  vi.useRealTimers();
  for (const name of ["mail", "dead"]) {
    await sqs.send(new PurgeQueueCommand({ QueueUrl: queueUrl(name) }));
  }
});

function nextNumber(): string {
  count += 1;
  return `P-261123-${String(count).padStart(5, "0")}`;
}

/** An order in whose life everything has happened that a mail may be about. */
async function makeOrder(orderNumber = nextNumber(), email = "maren@example.com") {
  const { payment } = Orders.mockOrder();
  const lines = [{ sku: "0011-09", quantity: 1 }];
  const at = "2026-11-23T11:00:00.000Z";
  const order = Orders.mockOrder({
    orderNumber,
    email,
    status: "CANCELLED",
    payment: { ...payment, method: "visa 4242", intentId: "pi_1", paidAt: at },
    fulfilments: [
      {
        id: "F1",
        lines,
        carrier: "DHL",
        trackingNumber: "0034",
        trackingUrl: null,
        shippedAt: at,
        deliveredAt: at,
        actor: "system",
      },
    ],
    refunds: [
      {
        id: "R1",
        status: "SUCCEEDED",
        amount: 2400,
        lines,
        shipping: 0,
        restock: true,
        reason: "It came back.",
        returnId: null,
        intentId: "pi_1",
        stripeRefundId: "re_1",
        failure: null,
        requestedAt: at,
        settledAt: at,
        actor: "system",
      },
    ],
    returns: [
      {
        id: "T1",
        status: "REQUESTED",
        lines: [{ sku: "0011-09", quantity: 1, reason: "Too small" }],
        note: null,
        rejection: null,
        restocked: false,
        requestedAt: at,
        updatedAt: at,
        refundId: null,
        actor: "guest",
      },
    ],
  });
  await transact([Orders.create(order)]);
  return order;
}

async function happen(orderNumber: string, kind = "order.paid", subject?: string) {
  const event = Outbox.newEvent(kind, orderNumber, new Date(), subject);
  await transact([Outbox.add(event)]);
  const message = Outbox.toMail(event);
  if (message === undefined) throw new Error(`${kind} is no mail.`);
  return { event, message };
}

function batch(bodies: readonly (object | string)[]): SQSEvent {
  const Records = bodies.map((body, at) => ({
    messageId: `m-${at}`,
    body: typeof body === "string" ? body : JSON.stringify(body),
    attributes: {},
  }));
  return { Records } as unknown as SQSEvent;
}

const failed = async (...messages: readonly object[]): Promise<number> =>
  (await sendMail(batch(messages))).batchItemFailures.length;

const hear = async (...events: readonly object[]): Promise<void> => {
  expect((await recordMailEvents(batch(events))).batchItemFailures).toEqual([]);
};

/** Lets minutes pass on the clock of the jobs. */
function pass(minutes: number): void {
  const now = Date.now() + minutes * 60_000;
  vi.useFakeTimers({ now, toFake: ["Date"] });
}

const keys = () => ses.accepted.map(({ tags }) => fromTag(tags["mail"]?.[0] ?? "")).sort();

async function put(queue: string, ...bodies: readonly (object | string)[]): Promise<void> {
  for (const body of bodies) {
    const MessageBody = typeof body === "string" ? body : JSON.stringify(body);
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl(queue), MessageBody }));
  }
}

/**
 * Works the queue off as its event source does, but without waiting for invisible messages: what
 * fails comes back at once. Gives how often the job was handed a message.
 */
async function workOff(): Promise<number> {
  const QueueUrl = queueUrl("mail");
  let handed = 0;
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
    );
    if (Messages.length === 0) return handed;
    handed += Messages.length;
    const { batchItemFailures } = await sendMail(batch(Messages.map((one) => one.Body ?? "")));
    const back = new Set(batchItemFailures.map((one) => one.itemIdentifier));
    for (const [at, { ReceiptHandle }] of Messages.entries()) {
      if (back.has(`m-${at}`)) continue;
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
    // Leases that failures left behind are over by the time a message comes back.
    pass(6);
  }
}

async function deadLetters(): Promise<string[]> {
  const QueueUrl = queueUrl("dead");
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["ApproximateNumberOfMessages"] }),
  );
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
  );
  expect(Messages).toHaveLength(Number(Attributes?.["ApproximateNumberOfMessages"]));
  return Messages.map((one) => one.Body ?? "");
}

describe("a mail queue with trouble", () => {
  it("fault 20: of ten messages one is poison: nine mails go out once, it is set aside after its last try, and an alarm says what is lost", async () => {
    const good = await Promise.all(
      Array.from({ length: 9 }, async () => {
        const { orderNumber } = await makeOrder();
        return (await happen(orderNumber)).message;
      }),
    );
    const poison = (await happen("P-261123-NOONE")).message;
    await put("mail", ...good.slice(0, 4), poison, ...good.slice(4));

    const handed = await workOff();

    expect(keys()).toEqual(good.map(keyOfMail).sort());
    expect(handed).toBe(9 + 5);
    expect(await deadLetters()).toEqual([JSON.stringify(poison)]);
    expect(await Outbox.get(poison.outboxId)).toBeDefined();
    expect(synthesize().at("jobs/mail.dead/Alarm").Properties).toMatchObject({
      AlarmDescription: jobs["jobs.sendMail"].impact,
      MetricName: "ApproximateNumberOfMessagesVisible",
      Threshold: 1,
    });
  });

  it("fault 22: what was set aside goes out after the fix, and nothing else goes out again", async () => {
    const first = (await happen((await makeOrder()).orderNumber)).message;
    const late = nextNumber();
    const second = (await happen(late)).message;
    await put("mail", first, second);
    await workOff();
    expect(keys()).toEqual([keyOfMail(first)]);

    await makeOrder(late);
    // Staff send it all back, and once more because nothing seemed to happen.
    const dead = await deadLetters();
    await put("mail", ...dead, ...dead, first);
    await workOff();

    expect(keys()).toEqual([keyOfMail(first), keyOfMail(second)].sort());
    expect(await Outbox.get(second.outboxId)).toBeUndefined();
  });

  it("fault 21: a message that comes a second time while its mail is under way sends no second one", async () => {
    const { event, message } = await happen((await makeOrder()).orderNumber);
    let answer = () => {};
    ses.faults.push({ until: new Promise((resolve) => (answer = resolve)) });

    const slow = failed(message);
    await vi.waitUntil(() => ses.accepted.length === 1);
    const meanwhile = await failed(message);
    answer();

    expect([meanwhile, await slow]).toEqual([1, 0]);
    expect(await failed(message)).toBe(0);
    expect(keys()).toEqual([keyOfMail(message)]);
    expect(await Outbox.get(event.id)).toBeUndefined();
  });

  it("fault 21: two workers that begin in the same instant send one mail", async () => {
    const { message } = await happen((await makeOrder()).orderNumber);

    const outcomes = await Promise.all([failed(message), failed(message), failed(message)]);

    expect(outcomes.filter((one) => one === 0).length).toBeGreaterThan(0);
    expect(keys()).toEqual([keyOfMail(message)]);
  });

  it("fault 24: what the stream has forgotten before the relay came back, the sweeper sends, once each", async () => {
    const numbers = await Promise.all(
      Array.from({ length: 12 }, async () => (await makeOrder()).orderNumber),
    );
    const events = await Promise.all(numbers.map((one) => happen(one)));
    // A day of stream records is gone; in it, the sweeper runs every five minutes.
    for (const minutes of [6, 10, 20]) {
      pass(minutes);
      await sweepOutbox({}, { getRemainingTimeInMillis: () => 60_000 } as Context);
    }
    await workOff();

    expect(keys()).toEqual(events.map(({ message }) => keyOfMail(message)).sort());
    for (const { event } of events) expect(await Outbox.get(event.id)).toBeUndefined();
  });
});

const refuse = (name: string, status = 400) => {
  ses.faults.push({ refuse: name, status });
};

describe("a sender that dies", () => {
  it("fault 23: SES takes the mail and the function dies before it says so: SES's own event says it, and no second mail goes out", async () => {
    const { event, message } = await happen((await makeOrder()).orderNumber);
    const key = keyOfMail(message);
    ses.faults.push("lose the answer");
    const asked = ses.requests();

    expect(await failed(message)).toBe(1);
    // The SDK must not try again by itself, either.
    expect(ses.requests() - asked).toBe(1);
    expect(await MailRecord.get(key)).toMatchObject({ status: "SENDING", messageId: null });

    // The message comes back before the event: the lease holds it off.
    pass(3);
    expect(await failed(message)).toBe(1);
    await hear(...ses.events(ses.accepted[0]!));
    pass(3);

    expect(await failed(message)).toBe(0);
    expect(keys()).toEqual([key]);
    expect(await Outbox.get(event.id)).toBeUndefined();
    expect(await MailRecord.get(key)).toMatchObject({
      status: "SENT",
      messageId: ses.accepted[0]!.messageId,
      sentAt: ses.accepted[0]!.sentAt,
      delivery: "delivered",
    });
  });

  it("fault 23: the event is faster than the sender's own note, and nothing is lost", async () => {
    const { message } = await happen((await makeOrder()).orderNumber);
    let answer = () => {};
    ses.faults.push({ until: new Promise((resolve) => (answer = resolve)) });

    const sending = failed(message);
    await vi.waitUntil(() => ses.accepted.length === 1);
    await hear(...ses.events(ses.accepted[0]!));
    answer();

    expect(await sending).toBe(0);
    expect(await MailRecord.get(keyOfMail(message))).toMatchObject({
      status: "SENT",
      delivery: "delivered",
    });
  });

  it("fault 23: where neither note nor event ever comes, a mail twice is better than none, and the log says so", async () => {
    const { message } = await happen((await makeOrder()).orderNumber);
    ses.faults.push("lose the answer");
    await failed(message);
    pass(6);

    expect(await failed(message)).toBe(0);
    expect(ses.accepted).toHaveLength(2);

    const log = vi.mocked(console.error);
    log.mockClear();
    await hear(...ses.events(ses.accepted[0]!));
    expect(log.mock.calls.join()).toContain("mail sent twice");
  });

  it("a sender that died before SES took it is followed by another", async () => {
    const { message } = await happen((await makeOrder()).orderNumber);
    await MailRecord.lease(keyOfMail(message), new Date(), 5 * 60_000);

    expect(await failed(message)).toBe(1);
    pass(6);
    expect(await failed(message)).toBe(0);
    expect(keys()).toEqual([keyOfMail(message)]);
  });
});

describe("SES that says no", () => {
  it.each(["TooManyRequestsException", "LimitExceededException"])(
    "fault 23: %s: the mail goes out with the message's next try",
    async (name) => {
      const { message } = await happen((await makeOrder()).orderNumber);
      refuse(name, name.startsWith("Too") ? 429 : 400);

      expect(await failed(message)).toBe(1);
      expect(await failed(message)).toBe(0);
      expect(keys()).toEqual([keyOfMail(message)]);
    },
  );

  it("fault 23: a mail that SES rejects each time is set aside, not tried for ever", async () => {
    const { message } = await happen((await makeOrder()).orderNumber);
    const asked = ses.requests();
    for (let times = 0; times < 20; times++) refuse("MessageRejected");
    await put("mail", message);

    await workOff();

    expect(ses.requests() - asked).toBe(5);
    expect(await deadLetters()).toEqual([JSON.stringify(message)]);
    expect(await MailRecord.get(keyOfMail(message))).toMatchObject({ status: "SENDING" });
  });
});

describe("what becomes of a mail", () => {
  it.each([
    ["bounce@simulator.amazonses.com", "bounced", /^Permanent, General: .*user unknown/],
    ["complaint@simulator.amazonses.com", "complained", /^abuse$/],
    ["suppressionlist@simulator.amazonses.com", "bounced", /^Permanent, Suppressed/],
  ])(
    "fault 23: %s: the record says %s, whatever the order of events, and nobody writes again",
    async (email, delivery, detail) => {
      const { message } = await happen((await makeOrder(nextNumber(), email)).orderNumber);
      await failed(message);
      const events = ses.events(ses.accepted[0]!);

      await hear(...events, ...events.toReversed());
      for (let times = 0; times < 3; times++) expect(await failed(message)).toBe(0);

      expect(ses.accepted).toHaveLength(1);
      const record = await MailRecord.get(keyOfMail(message));
      expect(record).toMatchObject({ status: "SENT", delivery });
      expect(record?.deliveryDetail).toMatch(detail);
    },
  );

  it("is also told of mails whose record is gone", async () => {
    const { message } = await happen((await makeOrder()).orderNumber);
    await failed(message);
    const key = keyOfMail(message);
    await commit({ kind: "delete", name: "mail", key: { PK: `EMAIL#${key}`, SK: "A" } });

    await hear(...ses.events(ses.accepted[0]!));

    expect(await MailRecord.get(key)).toMatchObject({ status: "SENT", delivery: "delivered" });
    expect(await failed(message)).toBe(0);
    expect(ses.accepted).toHaveLength(1);
  });

  it("is none of our business where the mail is not ours", async () => {
    const mail = { messageId: "x", timestamp: "2026-11-23T10:00:00.000Z", tags: {} };

    await hear({ eventType: "Send", mail, send: {} });
  });
});

describe("one mail for each event", () => {
  const subjects: Readonly<Record<string, string | undefined>> = {
    "order.shipped": "F1",
    "order.delivered": "F1",
    "order.refunded": "R1",
    "return.requested": "T1",
    "return.approved": "T1",
    "return.rejected": "T1",
    "return.received": "T1",
  };

  it.each(mailKind.options)("%s ten times over is one mail", async (kind) => {
    const { message } = await happen((await makeOrder()).orderNumber, kind, subjects[kind]);

    for (let times = 0; times < 10; times++) expect(await failed(message)).toBe(0);

    expect(keys()).toEqual([keyOfMail(message)]);
  });

  it("stock.low and account.password-changed ten times over are one mail each", async () => {
    const low = { available: 2, lowStockAt: 3, restocks: 4 };
    const stock = Stocks.mockStock({ sku: "Fuchs/9 cm_ü", ...low });
    await transact([Stocks.create(stock)]);
    const messages: MailMessage[] = [
      { kind: "stock.low", sku: stock.sku, generation: 4 },
      {
        kind: "account.password-changed",
        id: "01JC",
        email: "maren@example.com",
        storeUrl: "https://shop.example",
      },
    ];

    for (let times = 0; times < 10; times++) expect(await failed(...messages)).toBe(0);

    expect(keys()).toEqual(messages.map(keyOfMail).sort());
    expect(ses.accepted.map((one) => one.to)).toEqual([
      ["Parasol <shop@example.com>"],
      ["maren@example.com"],
    ]);
  });

  it("a second restock and a second refund are events of their own", async () => {
    const { orderNumber } = await makeOrder();
    const one = (await happen(orderNumber, "return.received", "T1")).message;

    expect(keyOfMail({ ...one, subject: "T2" })).not.toBe(keyOfMail(one));
    expect(keyOfMail({ kind: "stock.low", sku: "a", generation: 1 })).not.toBe(
      keyOfMail({ kind: "stock.low", sku: "a", generation: 2 }),
    );
  });

  it("nobody is told of a SKU that was restocked meanwhile, or of an order that was paid after all", async () => {
    const stock = Stocks.mockStock({ sku: "0099-09", available: 9, lowStockAt: 3 });
    const order = await makeOrder();
    await transact([Stocks.create(stock)]);
    await transact([Orders.replace({ ...order, status: "PAID", version: order.version + 1 })]);
    const { event, message } = await happen(order.orderNumber, "order.payment-failed");

    expect(await failed({ kind: "stock.low", sku: stock.sku, generation: 0 }, message)).toBe(0);

    expect(ses.accepted).toEqual([]);
    expect(await Outbox.get(event.id)).toBeUndefined();
  });

  it("fault 42: messages, events and records of before subjects and deliveries were kept still count", async () => {
    const { orderNumber } = await makeOrder();
    const old = { outboxId: "01JCOLD", kind: "order.shipped", orderNumber };
    const at = "2026-11-23T10:05:00.000Z";
    const key = `order.paid/${orderNumber}`;
    const record = { key, status: "SENT", leaseUntil: at, messageId: "0107-0", version: 2 };
    await commit({
      kind: "put",
      name: "mail",
      item: { PK: `EMAIL#${key}`, SK: "A", type: "Mail", ...record, createdAt: at, updatedAt: at },
    });

    expect(await failed(old, { outboxId: "01JCOLD", kind: "order.paid", orderNumber })).toBe(0);

    expect(keys()).toEqual([`order.shipped/${orderNumber}`]);
  });
});
