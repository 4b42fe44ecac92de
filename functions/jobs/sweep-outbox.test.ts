import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { Context } from "aws-lambda";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import * as Outbox from "#data/outbox";
import { connection } from "#data/table";
import { commit, transact } from "#data/write";
import { startQueuesAndBuckets } from "../../infra/local/emulators/queues-and-buckets.ts";
import { openTestTable } from "../../infra/testing/table.ts";
import { handler } from "./sweep-outbox.ts";

let table: Awaited<ReturnType<typeof openTestTable>>;
let queues: Awaited<ReturnType<typeof startQueuesAndBuckets>>;
let stateDir: string;
let client: SQSClient;
const before = { ...process.env };

beforeAll(async () => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  stateDir = await mkdtemp(join(tmpdir(), "parasol-sweep-"));
  table = await openTestTable();
  queues = await startQueuesAndBuckets(stateDir);
  process.env["AWS_ENDPOINT_URL_SQS"] = queues.emulator.url;
  client = new SQSClient({});
  // What was received must not come back, however slow the machine is.
  const Attributes = { VisibilityTimeout: "43200" };
  await client.send(new CreateQueueCommand({ QueueName: "mail", Attributes }));
  process.env["MAIL_QUEUE_URL"] = `${queues.emulator.url}/000000000000/mail`;
  await client.send(new CreateQueueCommand({ QueueName: "orders" }));
  process.env["ORDERS_QUEUE_URL"] = `${queues.emulator.url}/000000000000/orders`;
});

afterAll(async () => {
  await queues.close();
  await table.close();
  await rm(stateDir, { recursive: true, force: true });
  process.env = before;
});

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

async function happened(
  minutes: number,
  kind = "order.paid",
  subject?: string,
): Promise<Outbox.OutboxEvent> {
  const event = Outbox.newEvent(kind, "P-261123-7F3KQ", minutesAgo(minutes), subject);
  await transact([Outbox.add(event)]);
  return event;
}

async function sentAgain(
  at = new Date(),
  queue: "MAIL_QUEUE_URL" | "ORDERS_QUEUE_URL" = "MAIL_QUEUE_URL",
): Promise<string[]> {
  vi.useFakeTimers({ now: at, toFake: ["Date"] });
  await handler({}, { getRemainingTimeInMillis: () => 60_000 } as Context);
  vi.useRealTimers();
  const QueueUrl = process.env[queue];
  const answer = await client.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
  );
  return (answer.Messages ?? []).map((one) => JSON.parse(one.Body ?? "{}").outboxId);
}

describe("the outbox sweeper", () => {
  it("sends again what lies there for more than five minutes, and nothing younger", async () => {
    const old = await happened(6);
    await happened(4);

    expect(await sentAgain()).toEqual([old.id]);

    await commit(Outbox.remove(old.id));
  });

  it("sends refunds that nobody made to the orders queue", async () => {
    const refund = await happened(6, "refund.requested", "R1");

    expect(await sentAgain(new Date(), "ORDERS_QUEUE_URL")).toEqual([refund.id]);

    await commit(Outbox.remove(refund.id));
  });

  it("waits twice as long before the next time, and stops after a week", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const poison = await happened(0);
    const times: number[] = [];
    for (let minutes = 1; minutes < 20_000; minutes += minutes < 60 ? 1 : 40) {
      const again = await sentAgain(minutesAgo(-minutes));
      if (again.includes(poison.id)) times.push(minutes);
    }

    expect(times.slice(0, 3)).toEqual([5, 15, 35]);
    expect(times).toHaveLength(Outbox.MOST_TIMES_AGAIN);
    expect(await Outbox.get(poison.id)).toMatchObject({ sentAgain: Outbox.MOST_TIMES_AGAIN });

    await commit(Outbox.remove(poison.id));
  });

  it("has nothing to send once the mail went out", async () => {
    const event = await happened(7);
    await commit(Outbox.remove(event.id));

    expect(await sentAgain()).toEqual([]);
  });

  it("fault 38: reads an event before it sends it: it may have been delivered since it was found", async () => {
    const event = await happened(7);
    await commit(Outbox.remove(event.id));
    const { client: shop } = connection();
    const send = shop.send.bind(shop);
    const Items = [{ ...event, PK: `EVT#${event.id}`, SK: "A", GSI2SK: event.createdAt }];
    // The overloads of send hide its promise from the mock's type.
    const spy = vi
      .spyOn(shop, "send")
      .mockImplementation((async (command: unknown) =>
        command instanceof QueryCommand ? { Items } : await send(command as never)) as never);

    expect(await sentAgain()).toEqual([]);

    expect(spy).toHaveBeenCalled();
    spy.mockRestore();
  });

  it("leaves events alone that are no mails", async () => {
    await happened(8, "order.dreamt");

    expect(await sentAgain()).toEqual([]);
  });
});
