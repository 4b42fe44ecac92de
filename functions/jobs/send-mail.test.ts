import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SQSEvent } from "aws-lambda";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { MailKind } from "#contracts/messages";
import * as MailRecord from "#data/mail-record";
import * as Orders from "#data/order";
import * as Outbox from "#data/outbox";
import { transact } from "#data/write";
import { startMail } from "../../infra/local/emulators/mail.ts";
import { openTestTable } from "../../infra/testing/table.ts";
import { handler } from "./send-mail.ts";

let table: Awaited<ReturnType<typeof openTestTable>>;
let mail: Awaited<ReturnType<typeof startMail>>;
let stateDir: string;
const before = { ...process.env };

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), "parasol-send-mail-"));
  table = await openTestTable();
  mail = await startMail(stateDir);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SESV2: mail.emulator.url,
    MAIL_FROM: "Parasol <shop@example.com>",
    MAIL_CONFIGURATION_SET: "shop",
    ORDER_TOKEN_SECRET: "a secret for order links",
  });
});

afterAll(async () => {
  await mail.close();
  await table.close();
  await rm(stateDir, { recursive: true, force: true });
  process.env = before;
});

let day = 0;
let orderNumber: string;

beforeEach(async () => {
  day += 1;
  orderNumber = `P-2611${String(day).padStart(2, "0")}-7F3KQ`;
  const fulfilments = [
    {
      id: "F1",
      lines: [{ sku: "0011-09", quantity: 2 }],
      carrier: "DHL",
      trackingNumber: "0034",
      trackingUrl: null,
      shippedAt: "2026-11-23T11:00:00.000Z",
      deliveredAt: null,
      actor: "system",
    },
  ];
  await transact([
    Orders.create(Orders.mockOrder({ orderNumber, status: "SHIPPED", fulfilments })),
  ]);
});

async function happen(kind: MailKind): Promise<Outbox.OutboxEvent> {
  const event = Outbox.newEvent(kind, orderNumber, new Date());
  await transact([Outbox.add(event)]);
  return event;
}

function deliver(event: Outbox.OutboxEvent) {
  const body = { outboxId: event.id, kind: event.kind, orderNumber: event.orderNumber };
  const record = { messageId: "m-1", body: JSON.stringify(body), attributes: {} };
  return handler({ Records: [record] } as unknown as SQSEvent);
}

async function inbox(): Promise<string[]> {
  const response = await fetch(`${mail.emulator.inboxUrl}/store`);
  const { emails } = (await response.json()) as { emails: { subject: string }[] };
  return emails.map((one) => one.subject).filter((subject) => subject.includes(orderNumber));
}

describe("sending mail", () => {
  it("sends the confirmation and takes the event out of the outbox", async () => {
    const event = await happen("order.paid");

    const answer = await deliver(event);

    expect(answer.batchItemFailures).toEqual([]);
    expect(await inbox()).toEqual([`Your order ${orderNumber}`]);
    expect(await Outbox.get(event.id)).toBeUndefined();
    const record = await MailRecord.get(`order.paid/${orderNumber}`);
    expect(record).toMatchObject({ status: "SENT" });
    expect(record?.messageId).toBeTruthy();
  });

  it("sends it once, however often the message comes, by whatever event", async () => {
    const first = await happen("order.paid");
    const second = await happen("order.paid");

    for (const event of [first, first, second]) await deliver(event);

    expect(await inbox()).toHaveLength(1);
    expect(await Outbox.get(second.id)).toBeUndefined();
  });

  it("sends one mail of each kind", async () => {
    await deliver(await happen("order.paid"));
    await deliver(await happen("order.shipped"));

    expect(await inbox()).toHaveLength(2);
  });

  it("stands back while another sends the same mail", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
    await MailRecord.lease(`order.paid/${orderNumber}`, new Date(), 60_000);
    const event = await happen("order.paid");

    const answer = await deliver(event);

    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: "m-1" }]);
    expect(await inbox()).toEqual([]);
    expect(await Outbox.get(event.id)).toBeDefined();
    log.mockRestore();
  });

  it("takes over from one that died while sending", async () => {
    await MailRecord.lease(`order.paid/${orderNumber}`, new Date(Date.now() - 120_000), 60_000);

    await deliver(await happen("order.paid"));

    expect(await inbox()).toHaveLength(1);
  });
});
