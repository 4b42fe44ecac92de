import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cloud, openCloud } from "./cloud.ts";
import { synthesizeFixture } from "./fixture/app.ts";

const directory = mkdtempSync(join(tmpdir(), "parasol-cloud-"));
const assembly = join(directory, "cdk.out");
const stateDir = join(directory, "state");
const lines: string[] = [];
let cloud: Cloud;

const open = (): Promise<Cloud> =>
  openCloud({ assembly, stateDir, onLog: (name, line) => lines.push(`${name}: ${line}`) });

beforeAll(async () => {
  synthesizeFixture(assembly);
  cloud = await open();
});

afterAll(async () => {
  await cloud?.close();
  rmSync(directory, { recursive: true });
});

async function get(path: string, init: RequestInit = {}) {
  const response = await fetch(`${cloud.storeUrl}${path}`, { redirect: "manual", ...init });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

/** Makes the shop's function call the SDK, and gives its result or its error. */
async function sdk(client: string, command: string, input: unknown) {
  const { body } = await get("/api/v1/call", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ client, command, input }),
  });
  return JSON.parse(body);
}

const key = (id: string) => ({ PK: { S: id }, SK: { S: "A" } });

describe("the CDN twin", () => {
  it("serves what a bucket deployment brought, with its cache control", async () => {
    const { status, headers, body } = await get("/assets/site.css");
    expect({ status, body }).toMatchObject({ status: 200, body: expect.stringContaining("color") });
    expect(headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(headers.get("content-type")).toBe("text/css");
  });

  it("answers 304 to who has the object, and 206 to who wants a part", async () => {
    const eTag = (await get("/assets/site.css")).headers.get("etag") ?? "";
    expect(await get("/assets/site.css", { headers: { "if-none-match": eTag } })).toMatchObject({
      status: 304,
      body: "",
    });
    expect(await get("/assets/site.css", { headers: { range: "bytes=0-3" } })).toMatchObject({
      status: 206,
      body: "body",
    });
  });

  it("hides which objects a bucket lacks when the policy does not let it list", async () => {
    expect(await get("/assets/none.css")).toMatchObject({ status: 403 });
  });

  it("fails over to the function URL, and runs the viewer's function before", async () => {
    const { status, headers, body } = await get("/figurines/");
    expect(status).toBe(200);
    expect(body).toContain('"rawPath":"/figurines/index.html"');
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("x-fixture")).toBe("yes");
    // No cookie is forwarded here, so none comes back.
    expect(headers.get("set-cookie")).toBeNull();
  });

  it("lets the viewer's function answer itself", async () => {
    const { status, headers } = await get("/old");
    expect({ status, location: headers.get("location") }).toEqual({
      status: 301,
      location: "/new",
    });
  });

  it("forwards cookies and query where the policy says so", async () => {
    const { headers, body } = await get("/admin/x?y=1", { headers: { cookie: "a=b" } });
    expect(body).toContain('"cookies":["a=b"]');
    expect(body).toContain('"rawQueryString":"y=1"');
    expect(headers.get("set-cookie")).toBe("seen=1; Path=/");
  });

  it("refuses a method that the behaviour does not allow", async () => {
    expect(await get("/assets/site.css", { method: "POST" })).toMatchObject({ status: 403 });
  });
});

describe("the HTTP API", () => {
  it("prefers a literal route to a parameter", async () => {
    const special = JSON.parse((await get("/api/v1/shop/special")).body);
    const other = JSON.parse((await get("/api/v1/shop/7?x=1")).body);
    expect(special.seen.routeKey).toBe("GET /api/v1/shop/special");
    expect(other.seen).toMatchObject({ routeKey: "GET /api/v1/shop/{id}", rawQueryString: "x=1" });
    expect(other.seen.pathParameters).toEqual({ id: "7" });
  });

  it("is told by the secret header that a call came through the CDN", async () => {
    const { seen, environment } = JSON.parse((await get("/api/v1/shop/7")).body);
    expect(seen.headers["x-origin-secret"]).toHaveLength(32);
    expect(environment.ORIGIN_SECRET).toBe(seen.headers["x-origin-secret"]);
    const past = await (await fetch(`${cloud.apiUrl}/api/v1/shop/7`)).json();
    expect(past.seen.headers).not.toHaveProperty("x-origin-secret");
  });

  it("answers 500 when the function throws", async () => {
    expect(await get("/api/v1/x/throws")).toMatchObject({
      status: 500,
      body: '{"message":"Internal Server Error"}',
    });
  });
});

describe("a function's environment", () => {
  it("holds the physical names of what other stacks made", async () => {
    const { environment } = JSON.parse((await get("/api/v1/shop/7")).body);
    expect(environment).toMatchObject({
      TABLE_NAME: cloud.physicalId("Fixture-data/Table"),
      ORDERS_QUEUE_URL: `${cloud.proxyUrl}/000000000000/${cloud.physicalId("Fixture-jobs/Orders").split("/").at(-1)}`,
      USER_POOL_ID: cloud.physicalId("AWS::Cognito::UserPool"),
      USER_POOL_CLIENT_ID: cloud.physicalId("AWS::Cognito::UserPoolClient"),
      CSRF_SECRET: expect.stringMatching(/^[A-Za-z0-9]{40}$/),
      STRIPE_API_URL: cloud.emulators.stripe.url,
    });
  });
});

describe("an SDK call", () => {
  const table = () => cloud.physicalId("Fixture-data/Table");

  it("passes when the role allows it", async () => {
    const Item = { ...key("ITEM#1"), name: { S: "fox" } };
    await sdk("dynamodb", "PutItem", { TableName: table(), Item });
    expect(await sdk("dynamodb", "GetItem", { TableName: table(), Key: key("ITEM#1") })).toEqual({
      output: { Item },
    });
    const Bucket = cloud.physicalId("Fixture-site/Pages");
    const read = await sdk("s3", "GetObject", { Bucket, Key: "assets/data.json" });
    expect(read.output.Body).toBe('{"table":"fixture"}');
  });

  it.each([
    ["dynamodb", "DeleteItem", "AccessDeniedException", "dynamodb:DeleteItem"],
    ["sqs", "ReceiveMessage", "AccessDenied", "sqs:ReceiveMessage"],
    ["s3", "PutObject", "AccessDenied", "s3:PutObject"],
    ["secrets-manager", "GetSecretValue", "AccessDeniedException", "secretsmanager:GetSecretValue"],
    [
      "cognito-identity-provider",
      "AdminGetUser",
      "AccessDeniedException",
      "cognito-idp:AdminGetUser",
    ],
    ["sesv2", "SendEmail", "AccessDeniedException", "ses:SendEmail"],
    ["dynamodb", "ExecuteStatement", "AccessDeniedException", "dynamodb:ExecuteStatement"],
  ])("of %s %s without a grant is %s", async (client, command, name, action) => {
    const refused = await sdk(client, command, {
      TableName: table(),
      Key: key("ITEM#1"),
      QueueUrl: cloud.physicalId("Fixture-jobs/Orders"),
      Bucket: cloud.physicalId("Fixture-site/Pages"),
      Body: "x",
      SecretId: cloud.physicalId("Fixture-data/CsrfSecret"),
      UserPoolId: cloud.physicalId("AWS::Cognito::UserPool"),
      Username: "x",
      FromEmailAddress: "stranger@fixture.example",
      Content: { Simple: { Subject: { Data: "s" }, Body: { Text: { Data: "t" } } } },
      Statement: "SELECT 1",
      ...(client === "s3" && { Key: "x.html" }),
    });
    expect(refused.name).toBe(name);
    expect(refused.message).toMatch(
      new RegExp(
        `^User: arn:aws:sts::000000000000:assumed-role/.+ is not authorized to perform: ${action} on`,
      ),
    );
  });

  it("stores nothing of a transaction when one of its items is not allowed", async () => {
    const Update = {
      TableName: table(),
      Key: key("NEVER#2"),
      UpdateExpression: "SET a = :a",
      ExpressionAttributeValues: { ":a": { S: "1" } },
    };
    const Put = { TableName: table(), Item: key("NEVER#1") };
    const refused = await sdk("dynamodb", "TransactWriteItems", {
      TransactItems: [{ Put }, { Update }],
    });
    expect(refused).toMatchObject({ name: "AccessDeniedException" });
    const read = await sdk("dynamodb", "GetItem", { TableName: table(), Key: key("NEVER#1") });
    expect(read.output).not.toHaveProperty("Item");
  });

  it("honours a condition on the sender", async () => {
    const mail = {
      FromEmailAddress: "Shop <shop@fixture.example>",
      Destination: { ToAddresses: ["fox@fixture.example"] },
      Content: { Simple: { Subject: { Data: "s" }, Body: { Text: { Data: "t" } } } },
    };
    expect(await sdk("sesv2", "SendEmail", mail)).toHaveProperty("output.MessageId");
  });

  it("of Secrets Manager gives the keys of the Stripe double", async () => {
    const SecretId = cloud.physicalId("Fixture-data/StripeSecret");
    const { output } = await sdk("secrets-manager", "GetSecretValue", { SecretId });
    const { secretKey, webhookSecret } = cloud.emulators.stripe;
    expect(JSON.parse(output.SecretString)).toEqual({ secretKey, webhookSecret });
  });

  it("can be seen and made to fail by a test", async () => {
    const seen: string[] = [];
    const stop = cloud.onCall(({ operation, cdkPath }) => {
      seen.push(`${cdkPath} ${operation}`);
      return {
        code: "TransactionCanceledException",
        message: "Transaction cancelled",
        fields: { CancellationReasons: [{ Code: "TransactionConflict" }] },
      };
    });
    const Put = { TableName: table(), Item: key("CONFLICT#1") };
    const failed = await sdk("dynamodb", "TransactWriteItems", { TransactItems: [{ Put }] });
    stop();
    expect(failed).toMatchObject({
      name: "TransactionCanceledException",
      reasons: [{ Code: "TransactionConflict" }],
    });
    expect(seen).toContain("Fixture-site/Shop/Resource TransactWriteItems");
  });

  it("can do its work and still kill the function that made it", async () => {
    const stop = cloud.onCall(({ operation }) =>
      operation === "PutItem" ? { when: "after", kill: true } : undefined,
    );
    const { status } = await get("/api/v1/call", {
      method: "POST",
      body: JSON.stringify({
        client: "dynamodb",
        command: "PutItem",
        input: { TableName: table(), Item: key("KILLED#1") },
      }),
      headers: { "content-type": "application/json" },
    });
    stop();
    expect(status).toBe(500);
    const read = await sdk("dynamodb", "GetItem", { TableName: table(), Key: key("KILLED#1") });
    expect(read.output.Item).toEqual(key("KILLED#1"));
  });
});

describe("what happens later", () => {
  const logged = (name: string, text: string) =>
    lines.some((line) => line.startsWith(`Fixture-jobs-${name}`) && line.includes(text));

  it("a message reaches the queue's function", async () => {
    const QueueUrl = cloud.physicalId("Fixture-jobs/Orders");
    await sdk("sqs", "SendMessage", { QueueUrl, MessageBody: "order 1" });
    await cloud.idle();
    await expect.poll(() => logged("Job", "order 1")).toBe(true);
  });

  it("a change reaches the stream's function if the filter lets it through", async () => {
    const TableName = cloud.physicalId("Fixture-data/Table");
    await sdk("dynamodb", "PutItem", { TableName, Item: key("OTHER#1") });
    await sdk("dynamodb", "PutItem", { TableName, Item: key("EVT#1") });
    await cloud.idle();
    await expect.poll(() => logged("Relay", "EVT#1")).toBe(true);
    expect(logged("Relay", "OTHER#1")).toBe(false);
  });

  it("a schedule can be fired", async () => {
    await cloud.fire("Fixture-jobs/Sweep");
    await expect.poll(() => logged("Job", '{"sweep":true}')).toBe(true);
  });
});

/** What a function has printed so far, without what the runtime says of it. */
const printed = (name: string) =>
  lines
    .filter((line) => line.startsWith(name) && !line.includes("REPORT"))
    .map((line) => line.replace(/^[^:]*: /, ""));

describe("after a restart", () => {
  it("items, secrets and ids are what they were", async () => {
    const before = JSON.parse((await get("/api/v1/shop/7")).body).environment;
    await cloud.close();
    cloud = await open();
    const after = JSON.parse((await get("/api/v1/shop/7")).body).environment;
    for (const name of ["TABLE_NAME", "CSRF_SECRET", "ORIGIN_SECRET", "USER_POOL_ID"]) {
      expect(after[name]).toBe(before[name]);
    }
    const TableName = after.TABLE_NAME;
    const read = await sdk("dynamodb", "GetItem", { TableName, Key: key("ITEM#1") });
    expect(read.output.Item.name).toEqual({ S: "fox" });
  });

  it("a migration that succeeded is not run again", () => {
    expect(printed("Fixture-jobs-Migrate")).toEqual(["Create 1"]);
  });
});

describe("a reload", () => {
  it("updates a custom resource whose properties have changed", async () => {
    synthesizeFixture(assembly, { schemaVersion: "2" });
    await cloud.reload();
    await expect
      .poll(() => printed("Fixture-jobs-Migrate"))
      .toEqual(["Create 1", "Update schema 1 2"]);
  });

  it("takes a grant away without a restart", async () => {
    expect(await cloud.reload()).toEqual([]);
    synthesizeFixture(assembly, { schemaVersion: "2", shopMayRead: false });
    const changed = await cloud.reload();
    expect(changed).toEqual([expect.stringMatching(/^Fixture-site-Shop/)]);
    const TableName = cloud.physicalId("Fixture-data/Table");
    const refused = await sdk("dynamodb", "GetItem", { TableName, Key: key("ITEM#1") });
    expect(refused).toMatchObject({ name: "AccessDeniedException" });
  });

  it("leaves everything as it was when the new app cannot run here", async () => {
    synthesizeFixture(assembly, { unknownResource: true });
    await expect(cloud.reload()).rejects.toThrow("AWS::MSK::Configuration (Fixture-data/Unknown)");
    expect(await get("/api/v1/shop/special")).toMatchObject({ status: 200 });
  });
});
