import { createServer, type Server } from "node:http";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parsePolicy } from "./iam/policy.ts";
import { type Listening, listenLocally } from "./listen.ts";
import type { Fault } from "./proxy/hooks.ts";
import { type Proxy, startProxy } from "./proxy.ts";
import type { ObjectChange } from "./seams.ts";

/** Stands for every emulator: keeps objects by path, answers JSON calls with an empty object. */
function fakeEmulator(objects: Map<string, Buffer>): Server {
  return createServer((request, response) => {
    const path = request.url?.split("?")[0] ?? "";
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      if (request.method === "PUT") {
        objects.set(path, Buffer.concat(chunks));
        response.writeHead(200, { etag: '"new"' }).end();
      } else if (request.method === "POST") {
        response.writeHead(200, { "content-type": "application/x-amz-json-1.0" }).end("{}");
      } else {
        const object = objects.get(path);
        response.writeHead(object === undefined ? 404 : 200, { etag: '"kept"' }).end(object);
      }
    });
  });
}

let emulator: Listening;
let proxy: Proxy;
let objects: Map<string, Buffer>;
let changes: ObjectChange[];
let killed: number;
let reachable: ReadonlySet<string> | undefined;

const allowed = [
  { Effect: "Allow", Action: ["dynamodb:GetItem", "sqs:GetQueueUrl"], Resource: "*" },
  { Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: "arn:aws:s3:::open/*" },
  { Effect: "Allow", Action: ["s3:GetObject", "s3:ListBucket"], Resource: "arn:aws:s3:::listed*" },
];

beforeEach(async () => {
  objects = new Map();
  changes = [];
  killed = 0;
  reachable = undefined;
  emulator = await listenLocally(fakeEmulator(objects), 0, "the fake");
  const role = { arn: "", name: "role", statements: parsePolicy({ Statement: allowed }, "test") };
  proxy = await startProxy({
    emulator: () => emulator.url,
    caller: (accessKeyId) =>
      accessKeyId === "AKIAKNOWN"
        ? {
            functionName: "shop",
            cdkPath: "Shop/Function/Resource",
            requestId: "r1",
            reachable,
            role,
            kill: () => {
              killed += 1;
            },
          }
        : undefined,
    objectChanged: (change) => changes.push(change),
    secret: () => undefined,
    invoke: async () => ({ payload: null }),
    invalidate: () => undefined,
  });
});

afterEach(async () => {
  await Promise.all([proxy.close(), emulator.close()]);
});

function settings(accessKeyId = "AKIAKNOWN") {
  return {
    region: "eu-central-1",
    endpoint: proxy.url,
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey: "local" },
  };
}

const getItem = () => new GetItemCommand({ TableName: "Shop", Key: { PK: { S: "a" } } });
const put = (Bucket: string, condition: { IfNoneMatch?: string; IfMatch?: string } = {}) =>
  new S3Client(settings()).send(
    new PutObjectCommand({ Bucket, Key: "a/b.html", Body: "page", ...condition }),
  );

describe("a caller", () => {
  it("that nobody knows is refused", async () => {
    const stranger = new DynamoDBClient(settings("AKIASTRANGER"));
    await expect(stranger.send(getItem())).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: "The security token included in the request is invalid.",
    });
  });

  it("in a closed network reaches only what has an endpoint there", async () => {
    reachable = new Set(["s3"]);
    await expect(new DynamoDBClient(settings()).send(getItem())).rejects.toThrow(
      "a network without a way to dynamodb",
    );
    await expect(put("open")).resolves.toMatchObject({ ETag: '"new"' });
  });

  it("that is not signed gets nowhere", async () => {
    expect((await fetch(`${proxy.url}/open/a`)).status).toBe(403);
    const target = { "x-amz-target": "DynamoDB_20120810.GetItem" };
    const unsigned = await fetch(proxy.url, { method: "POST", headers: target, body: "{}" });
    expect(await unsigned.text()).toContain("Missing Authentication Token");
  });
});

describe("S3", () => {
  it("writes are streamed on and told to who waits for changes", async () => {
    await put("open");
    expect(String(objects.get("/open/a/b.html"))).toBe("page");
    expect(changes).toEqual([
      { bucket: "open", key: "a/b.html", event: "ObjectCreated:Put", size: 4, eTag: "new" },
    ]);
  });

  it("writes that are not allowed never arrive", async () => {
    await expect(put("closed")).rejects.toMatchObject({ name: "AccessDenied" });
    expect(objects.size).toBe(0);
  });

  it("lets only the first of two writers create an object", async () => {
    const results = await Promise.allSettled([
      put("open", { IfNoneMatch: "*" }),
      put("open", { IfNoneMatch: "*" }),
    ]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    await expect(put("open", { IfNoneMatch: "*" })).rejects.toMatchObject({
      name: "PreconditionFailed",
    });
  });

  it("replaces an object only over the version the writer has seen", async () => {
    await expect(put("open", { IfMatch: '"kept"' })).rejects.toMatchObject({ name: "NoSuchKey" });
    await put("open");
    await expect(put("open", { IfMatch: '"other"' })).rejects.toMatchObject({
      name: "PreconditionFailed",
    });
    await expect(put("open", { IfMatch: '"kept"' })).resolves.toBeDefined();
  });

  it("hides which keys are missing from who may not list the bucket", async () => {
    const s3 = new S3Client(settings());
    const get = (Bucket: string) => s3.send(new GetObjectCommand({ Bucket, Key: "none" }));
    await expect(get("open")).rejects.toMatchObject({ name: "AccessDenied" });
    await expect(get("listed")).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
  });
});

describe("SQS", () => {
  it("gives a queue's URL at the proxy, not at the emulator", async () => {
    const sqs = new SQSClient(settings());
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: "orders" }));
    expect(QueueUrl).toBe(`${proxy.url}/000000000000/orders`);
  });
});

describe("a fault", () => {
  const withFault = async (fault: Fault) => {
    const stop = proxy.hooks.add(() => fault);
    const result = await put("open").then(
      () => "done",
      (error: Error) => error.name,
    );
    stop();
    return result;
  };

  it("with a code keeps the call from its emulator", async () => {
    expect(await withFault({ code: "SlowDown", status: 503 })).toBe("SlowDown");
    expect(objects.size).toBe(0);
  });

  it("after the work loses only the answer", async () => {
    expect(await withFault({ when: "after" })).not.toBe("done");
    expect(objects.size).toBe(1);
  });

  it("may kill the caller", async () => {
    await withFault({ kill: true });
    expect({ killed, stored: objects.size }).toEqual({ killed: 1, stored: 0 });
  });

  it("is asked for with who calls what on which resource", async () => {
    const seen: unknown[] = [];
    proxy.hooks.add((call) => {
      seen.push(call);
    });
    await new DynamoDBClient(settings()).send(getItem());
    expect(seen).toEqual([
      {
        service: "dynamodb",
        operation: "GetItem",
        input: { TableName: "Shop", Key: { PK: { S: "a" } } },
        functionName: "shop",
        cdkPath: "Shop/Function/Resource",
        requestId: "r1",
        resources: ["arn:aws:dynamodb:eu-central-1:000000000000:table/Shop"],
      },
    ]);
  });
});
