import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callAws } from "../aws-json.ts";
import type { HttpEmulator } from "../seams.ts";
import { startQueuesAndBuckets } from "./queues-and-buckets.ts";
import type { Running } from "./running.ts";

const stateDir = mkdtempSync(join(tmpdir(), "parasol-buckets-"));
const Bucket = "pages";
let running: Running<HttpEmulator>;

const s3At = (endpoint: string) =>
  new S3Client({
    endpoint,
    region: "eu-central-1",
    forcePathStyle: true,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
const sqs = (url: string, operation: string, input: object) =>
  callAws(url, `AmazonSQS.${operation}`, input);

/** Runs the emulator in a process of its own, which can be killed. */
async function startElsewhere(): Promise<{ url: string; kill: () => Promise<void> }> {
  const path = join(stateDir, "elsewhere.ts");
  const source = join(import.meta.dirname, "queues-and-buckets.ts");
  writeFileSync(
    path,
    `import { startQueuesAndBuckets } from ${JSON.stringify(source)};
     console.log((await startQueuesAndBuckets(${JSON.stringify(stateDir)})).emulator.url);`,
  );
  const child = spawn(process.execPath, [path], { stdio: ["ignore", "pipe", "inherit"] });
  const url = await new Promise<string>((resolve) => {
    child.stdout.once("data", (data) => resolve(String(data).trim()));
  });
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return {
    url,
    kill: () => {
      child.kill("SIGKILL");
      return gone;
    },
  };
}

describe("queues and buckets", () => {
  it("lose nothing that was acknowledged when they are killed", async () => {
    const { url, kill } = await startElsewhere();
    const QueueUrl = `${url}/000000000000/orders`;
    await sqs(url, "CreateQueue", {
      QueueName: "orders",
      Attributes: { VisibilityTimeout: "600" },
    });
    const s3 = s3At(url);
    await s3.send(new CreateBucketCommand({ Bucket }));
    const acknowledged: string[] = [];
    const killAfter = 60;
    for (let at = 0; at < killAfter; at += 1) {
      await sqs(url, "SendMessage", { QueueUrl, MessageBody: String(at) });
      const Body = `page ${at}`;
      const Metadata = { "cache-tag": `product-${at}` };
      await s3.send(new PutObjectCommand({ Bucket, Key: `p/${at}.html`, Body, Metadata }));
      acknowledged.push(String(at));
    }
    await sqs(url, "ReceiveMessage", { QueueUrl, MaxNumberOfMessages: 10 });
    await kill();

    running = await startQueuesAndBuckets(stateDir);

    const found: string[] = [];
    for (;;) {
      const answer = (await sqs(url, "ReceiveMessage", { QueueUrl, MaxNumberOfMessages: 10 })) as {
        Messages?: { Body: string }[];
      };
      if (!answer.Messages) break;
      found.push(...answer.Messages.map((message) => message.Body));
    }
    expect(found.toSorted()).toEqual(acknowledged.toSorted());
    const last = { Bucket, Key: `p/${killAfter - 1}.html` };
    const object = await s3.send(new GetObjectCommand(last));
    expect(await object.Body?.transformToString()).toBe(`page ${killAfter - 1}`);
    expect(object.Metadata).toEqual({ "cache-tag": `product-${killAfter - 1}` });
  });
});

describe("conditional writes", () => {
  let s3: S3Client;
  const put = (Key: string, condition: { IfNoneMatch?: string; IfMatch?: string }) =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body: "content", ...condition }));
  beforeAll(() => {
    s3 = s3At(running.emulator.url);
  });
  afterAll(async () => {
    await running.close();
    rmSync(stateDir, { recursive: true, force: true });
  });

  it("create an object once", async () => {
    await put("once/a b.txt", { IfNoneMatch: "*" });
    await expect(put("once/a b.txt", { IfNoneMatch: "*" })).rejects.toMatchObject({
      name: "PreconditionFailed",
    });
  });

  it("replace only the version that was read", async () => {
    await put("pointer", {});
    const { ETag = "" } = await s3.send(new HeadObjectCommand({ Bucket, Key: "pointer" }));
    await put("pointer", { IfMatch: ETag });
    await expect(put("pointer", { IfMatch: '"another"' })).rejects.toMatchObject({
      name: "PreconditionFailed",
    });
    await expect(put("missing", { IfMatch: ETag })).rejects.toMatchObject({ name: "NoSuchKey" });
  });
});
