import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { key, RunningFixture } from "./fixture/running.ts";

let fixture: RunningFixture;

beforeAll(async () => {
  fixture = await RunningFixture.open();
});

afterAll(() => fixture?.remove());

describe("the CDN twin", () => {
  it("serves what a bucket deployment brought, with its cache control", async () => {
    const { status, headers, body } = await fixture.get("/assets/site.css");
    expect({ status, body }).toMatchObject({ status: 200, body: expect.stringContaining("color") });
    expect(headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(headers.get("content-type")).toBe("text/css");
  });

  it("answers 304 to who has the object, and 206 to who wants a part", async () => {
    const eTag = (await fixture.get("/assets/site.css")).headers.get("etag") ?? "";
    expect(
      await fixture.get("/assets/site.css", { headers: { "if-none-match": eTag } }),
    ).toMatchObject({
      status: 304,
      body: "",
    });
    expect(
      await fixture.get("/assets/site.css", { headers: { range: "bytes=0-3" } }),
    ).toMatchObject({
      status: 206,
      body: "body",
    });
  });

  it("hides which objects a bucket lacks when the policy does not let it list", async () => {
    expect(await fixture.get("/assets/none.css")).toMatchObject({ status: 403 });
  });

  it("fails over to the function URL, and runs the viewer's function before", async () => {
    const { status, headers, body } = await fixture.get("/figurines/");
    expect(status).toBe(200);
    expect(body).toContain('"rawPath":"/figurines/index.html"');
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("x-fixture")).toBe("yes");
    // No cookie is forwarded here, so none comes back.
    expect(headers.get("set-cookie")).toBeNull();
  });

  it("lets the viewer's function answer itself", async () => {
    const { status, headers } = await fixture.get("/old");
    expect({ status, location: headers.get("location") }).toEqual({
      status: 301,
      location: "/new",
    });
  });

  it("forwards cookies and query where the policy says so", async () => {
    const { headers, body } = await fixture.get("/admin/x?y=1", { headers: { cookie: "a=b" } });
    expect(body).toContain('"cookies":["a=b"]');
    expect(body).toContain('"rawQueryString":"y=1"');
    expect(headers.get("set-cookie")).toBe("seen=1; Path=/");
  });

  it("refuses a method that the behaviour does not allow", async () => {
    expect(await fixture.get("/assets/site.css", { method: "POST" })).toMatchObject({
      status: 403,
    });
  });
});

describe("the HTTP API", () => {
  it("prefers a literal route to a parameter", async () => {
    const special = JSON.parse((await fixture.get("/api/v1/shop/special")).body);
    const other = JSON.parse((await fixture.get("/api/v1/shop/7?x=1")).body);
    expect(special.seen.routeKey).toBe("GET /api/v1/shop/special");
    expect(other.seen).toMatchObject({ routeKey: "GET /api/v1/shop/{id}", rawQueryString: "x=1" });
    expect(other.seen.pathParameters).toEqual({ id: "7" });
  });

  it("is told by the secret header that a call came through the CDN", async () => {
    const { seen, environment } = JSON.parse((await fixture.get("/api/v1/shop/7")).body);
    expect(seen.headers["x-origin-secret"]).toHaveLength(32);
    expect(environment.ORIGIN_SECRET).toBe(seen.headers["x-origin-secret"]);
    const past = await (await fetch(`${fixture.cloud.apiUrl}/api/v1/shop/7`)).json();
    expect(past.seen.headers).not.toHaveProperty("x-origin-secret");
  });

  it("answers 500 when the function throws", async () => {
    expect(await fixture.get("/api/v1/x/throws")).toMatchObject({
      status: 500,
      body: '{"message":"Internal Server Error"}',
    });
  });
});

describe("a function's environment", () => {
  it("holds the physical names of what other stacks made", async () => {
    const { environment } = JSON.parse((await fixture.get("/api/v1/shop/7")).body);
    expect(environment).toMatchObject({
      TABLE_NAME: fixture.cloud.physicalId("Fixture-data/Table"),
      ORDERS_QUEUE_URL: `${fixture.cloud.proxyUrl}/000000000000/${fixture.cloud.physicalId("Fixture-jobs/Orders").split("/").at(-1)}`,
      USER_POOL_ID: fixture.cloud.physicalId("AWS::Cognito::UserPool"),
      USER_POOL_CLIENT_ID: fixture.cloud.physicalId("AWS::Cognito::UserPoolClient"),
      CSRF_SECRET: expect.stringMatching(/^[A-Za-z0-9]{40}$/),
      STRIPE_API_URL: fixture.cloud.emulators.stripe.url,
    });
  });
});

describe("an SDK call", () => {
  const table = () => fixture.cloud.physicalId("Fixture-data/Table");

  it("passes when the role allows it", async () => {
    const Item = { ...key("ITEM#1"), name: { S: "fox" } };
    await fixture.sdk("dynamodb", "PutItem", { TableName: table(), Item });
    expect(
      await fixture.sdk("dynamodb", "GetItem", { TableName: table(), Key: key("ITEM#1") }),
    ).toEqual({
      output: { Item },
    });
    const Bucket = fixture.cloud.physicalId("Fixture-site/Pages");
    const read = await fixture.sdk("s3", "GetObject", { Bucket, Key: "assets/data.json" });
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
    const refused = await fixture.sdk(client, command, {
      TableName: table(),
      Key: key("ITEM#1"),
      QueueUrl: fixture.cloud.physicalId("Fixture-jobs/Orders"),
      Bucket: fixture.cloud.physicalId("Fixture-site/Pages"),
      Body: "x",
      SecretId: fixture.cloud.physicalId("Fixture-data/CsrfSecret"),
      UserPoolId: fixture.cloud.physicalId("AWS::Cognito::UserPool"),
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
    const refused = await fixture.sdk("dynamodb", "TransactWriteItems", {
      TransactItems: [{ Put }, { Update }],
    });
    expect(refused).toMatchObject({ name: "AccessDeniedException" });
    const read = await fixture.sdk("dynamodb", "GetItem", {
      TableName: table(),
      Key: key("NEVER#1"),
    });
    expect(read.output).not.toHaveProperty("Item");
  });

  it("honours a condition on the sender", async () => {
    const mail = {
      FromEmailAddress: "Shop <shop@fixture.example>",
      Destination: { ToAddresses: ["fox@fixture.example"] },
      Content: { Simple: { Subject: { Data: "s" }, Body: { Text: { Data: "t" } } } },
    };
    expect(await fixture.sdk("sesv2", "SendEmail", mail)).toHaveProperty("output.MessageId");
  });

  it("of Secrets Manager gives the keys of the Stripe double", async () => {
    const SecretId = fixture.cloud.physicalId("Fixture-data/StripeSecret");
    const { output } = await fixture.sdk("secrets-manager", "GetSecretValue", { SecretId });
    const { secretKey, webhookSecret } = fixture.cloud.emulators.stripe;
    expect(JSON.parse(output.SecretString)).toEqual({ secretKey, webhookSecret });
  });

  it("can be seen and made to fail by a test", async () => {
    const seen: string[] = [];
    const stop = fixture.cloud.onCall(({ operation, cdkPath }) => {
      seen.push(`${cdkPath} ${operation}`);
      return {
        code: "TransactionCanceledException",
        message: "Transaction cancelled",
        fields: { CancellationReasons: [{ Code: "TransactionConflict" }] },
      };
    });
    const Put = { TableName: table(), Item: key("CONFLICT#1") };
    const failed = await fixture.sdk("dynamodb", "TransactWriteItems", {
      TransactItems: [{ Put }],
    });
    stop();
    expect(failed).toMatchObject({
      name: "TransactionCanceledException",
      reasons: [{ Code: "TransactionConflict" }],
    });
    expect(seen).toContain("Fixture-site/Shop/Resource TransactWriteItems");
  });

  it("can do its work and still kill the function that made it", async () => {
    const stop = fixture.cloud.onCall(({ operation }) =>
      operation === "PutItem" ? { when: "after", kill: true } : undefined,
    );
    const { status } = await fixture.get("/api/v1/call", {
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
    const read = await fixture.sdk("dynamodb", "GetItem", {
      TableName: table(),
      Key: key("KILLED#1"),
    });
    expect(read.output.Item).toEqual(key("KILLED#1"));
  });
});
