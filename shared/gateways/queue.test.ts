import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { buildApp } from "fauxqs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import * as Queue from "./queue.ts";

const before = { ...process.env };
Object.assign(process.env, {
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
});
const engine = buildApp({ logger: false });
/** SQS as it is on a bad day: of a batch it takes all but the second message. */
const unwell = createServer((_request, response) => {
  const Failed = [{ Id: "1", Code: "InternalError", Message: "Try again", SenderFault: false }];
  response.end(JSON.stringify({ Successful: [], Failed }));
});

const local = { host: "127.0.0.1", port: 0 };
const message = (slug: string) => ({ productIds: [], categories: [slug], productSlugs: [] });

beforeAll(async () => {
  await engine.listen(local);
  await new Promise<void>((resolve) => unwell.listen(local, resolve));
});

afterAll(async () => {
  process.env = before;
  unwell.closeAllConnections();
  unwell.close();
  await engine.close();
});

describe("a queue", () => {
  it.each([
    ["a figure from beyond U+FFFF", "fox 🦊"],
    ["half a figure", "fox \ud83e"],
    ["what XML does not know", "\u0000 \u001f \ufffe \uffff"],
    ["letters of many lands", "Łukasz Jürgen 数 \u2028"],
  ])("takes %s, and gives it back as it was", async (_what, slug) => {
    const endpoint = engine.listeningOrigin;
    const client = new SQSClient({ endpoint });
    const QueueName = crypto.randomUUID();
    const QueueUrl = `${endpoint}/000000000000/${QueueName}`;
    await client.send(new CreateQueueCommand({ QueueName }));
    process.env["PUBLISH_QUEUE_URL"] = QueueUrl;

    expect(await Queue.sendAll("publish", [message(slug)])).toBeUndefined();
    await Queue.send("publish", message(slug));

    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    const bodies = Messages.map(({ Body = "" }) => Body);
    expect(bodies.map((body) => JSON.parse(body))).toEqual([message(slug), message(slug)]);
    for (const body of bodies) expect(body).not.toMatch(/[\ud800-\udfff\ufffe\uffff]/);
  });

  it("tells which message was refused, and in the log why", async () => {
    const { port } = unwell.address() as AddressInfo;
    process.env["PUBLISH_QUEUE_URL"] = `http://127.0.0.1:${port}/000000000000/publish`;
    const log = vi.spyOn(console, "error").mockImplementation(() => undefined);

    expect(await Queue.sendAll("publish", ["fox", "owl", "hen"].map(message))).toBe(1);

    expect(log.mock.calls.flat().join()).toContain(
      '"queue":"publish","Code":"InternalError","Message":"Try again"',
    );
    log.mockRestore();
  });
});
