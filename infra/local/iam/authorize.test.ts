import { describe, expect, it } from "vitest";
import type { JsonObject } from "../template/json.ts";
import { authorize } from "./authorize.ts";
import type { ServiceName } from "./calls/call.ts";
import { needsOf } from "./calls/index.ts";
import { describeS3Request } from "./calls/s3.ts";
import { parsePolicy } from "./policy.ts";

const table = "arn:aws:dynamodb:eu-central-1:000000000000:table/Shop";

function actions(service: ServiceName, operation: string, input: JsonObject = {}) {
  return needsOf({ service, operation, input })?.map(
    ({ action, resources }) => `${action} ${resources.join("|")}`,
  );
}

describe("the permissions a call takes", () => {
  it("are one per kind of item in a transaction", () => {
    const item = { TableName: "Shop" };
    const TransactItems = [
      { Put: item },
      { Put: item },
      { Update: item },
      { ConditionCheck: item },
      { Delete: { TableName: "Other" } },
    ];
    expect(actions("dynamodb", "TransactWriteItems", { TransactItems })).toEqual([
      `dynamodb:PutItem ${table}`,
      `dynamodb:UpdateItem ${table}`,
      `dynamodb:ConditionCheckItem ${table}`,
      "dynamodb:DeleteItem arn:aws:dynamodb:eu-central-1:000000000000:table/Other",
    ]);
    expect(actions("dynamodb", "TransactGetItems", { TransactItems: [{ Get: item }] })).toEqual([
      `dynamodb:GetItem ${table}`,
    ]);
  });

  it("are on the index that a query reads", () => {
    expect(actions("dynamodb", "Query", { TableName: "Shop", IndexName: "GSI1" })).toEqual([
      `dynamodb:Query ${table}/index/GSI1`,
    ]);
  });

  it("are on every table of a batch", () => {
    expect(
      actions("dynamodb", "BatchWriteItem", { RequestItems: { Shop: [], Other: [] } }),
    ).toEqual([
      `dynamodb:BatchWriteItem ${table}`,
      "dynamodb:BatchWriteItem arn:aws:dynamodb:eu-central-1:000000000000:table/Other",
    ]);
  });

  it("are those of the single form for a batch of messages", () => {
    const QueueUrl = "http://127.0.0.1:4000/000000000000/orders";
    expect(actions("sqs", "SendMessageBatch", { QueueUrl })).toEqual([
      "sqs:SendMessage arn:aws:sqs:eu-central-1:000000000000:orders",
    ]);
  });

  it("are none for what Cognito takes unsigned, and on the pool for the rest", () => {
    expect(actions("cognito-idp", "SignUp")).toEqual([]);
    expect(actions("cognito-idp", "AdminGetUser", { UserPoolId: "p" })).toEqual([
      "cognito-idp:AdminGetUser arn:aws:cognito-idp:eu-central-1:000000000000:userpool/p",
    ]);
  });

  it("are on the sender's address or its domain", () => {
    expect(actions("ses", "SendEmail", { FromEmailAddress: "Parasol <shop@p.example>" })).toEqual([
      "ses:SendEmail arn:aws:ses:eu-central-1:000000000000:identity/shop@p.example|" +
        "arn:aws:ses:eu-central-1:000000000000:identity/p.example",
    ]);
  });

  it("are unknown for PartiQL, and for what nobody mapped", () => {
    expect(actions("dynamodb", "ExecuteStatement", { Statement: "SELECT 1" })).toBeUndefined();
    expect(actions("s3", "unknown", { Bucket: "b" })).toBeUndefined();
  });
});

describe("an S3 request", () => {
  const permissions = (method: string, url: string, headers = {}, body = "") => {
    const [path = "", query] = url.split("?");
    const { operation, input } = describeS3Request(
      method,
      path,
      new URLSearchParams(query),
      headers,
      body,
    );
    return actions("s3", operation, input);
  };

  it.each([
    ["GET", "/b/a%20b/%C3%BC?x-id=GetObject", "s3:GetObject arn:aws:s3:::b/a b/ü"],
    ["HEAD", "/b/k", "s3:GetObject arn:aws:s3:::b/k"],
    ["GET", "/b/?list-type=2&prefix=x", "s3:ListBucket arn:aws:s3:::b"],
    ["HEAD", "/b", "s3:ListBucket arn:aws:s3:::b"],
    ["PUT", "/b/k?x-id=PutObject", "s3:PutObject arn:aws:s3:::b/k"],
    ["PUT", "/b/k?partNumber=1&uploadId=u", "s3:PutObject arn:aws:s3:::b/k"],
    ["POST", "/b/k?uploads=", "s3:PutObject arn:aws:s3:::b/k"],
    ["DELETE", "/b/k?uploadId=u", "s3:AbortMultipartUpload arn:aws:s3:::b/k"],
    ["DELETE", "/b/k", "s3:DeleteObject arn:aws:s3:::b/k"],
    ["PUT", "/b/k?tagging=", "s3:PutObjectTagging arn:aws:s3:::b/k"],
  ])("%s %s takes %s", (method, url, expected) => {
    expect(permissions(method, url)).toEqual([expected]);
  });

  it("that copies takes reading the source and writing the target", () => {
    expect(permissions("PUT", "/b/k", { "x-amz-copy-source": "other/s%C3%BC" })).toEqual([
      "s3:PutObject arn:aws:s3:::b/k",
      "s3:GetObject arn:aws:s3:::other/sü",
    ]);
  });

  it("that deletes many takes deleting each", () => {
    const body =
      "<Delete><Object><Key>a&amp;b</Key></Object><Object><Key>c</Key></Object></Delete>";
    expect(permissions("POST", "/b/?delete=", {}, body)).toEqual([
      "s3:DeleteObject arn:aws:s3:::b/a&b",
      "s3:DeleteObject arn:aws:s3:::b/c",
    ]);
  });

  it.each([
    ["GET", "/b/k?acl="],
    ["PUT", "/b?policy="],
    ["GET", "/b/?versions="],
    ["PUT", "/b"],
  ])("%s %s is not mapped", (method, url) => {
    expect(permissions(method, url)).toBeUndefined();
  });
});

describe("authorizing a call", () => {
  const caller = {
    functionName: "set-item",
    role: {
      arn: "arn:aws:iam::000000000000:role/set-item-role",
      name: "set-item-role",
      statements: parsePolicy(
        { Statement: { Effect: "Allow", Action: "dynamodb:PutItem", Resource: table } },
        "the test",
      ),
    },
  };

  it("passes a transaction whose every item is allowed", () => {
    const input = { TransactItems: [{ Put: { TableName: "Shop" } }] };
    const call = { service: "dynamodb", operation: "TransactWriteItems", input } as const;
    expect(authorize(caller, call)).toBeUndefined();
  });

  it("names in AWS's words what one item of a transaction lacks", () => {
    const input = {
      TransactItems: [{ Put: { TableName: "Shop" } }, { Delete: { TableName: "Shop" } }],
    };
    const call = { service: "dynamodb", operation: "TransactWriteItems", input } as const;
    expect(authorize(caller, call)?.message).toBe(
      "User: arn:aws:sts::000000000000:assumed-role/set-item-role/set-item is not authorized to " +
        `perform: dynamodb:DeleteItem on resource: ${table} because no identity-based policy ` +
        "allows the dynamodb:DeleteItem action",
    );
  });

  it("denies a call that is not mapped", () => {
    const call = { service: "dynamodb", operation: "ExecuteStatement", input: {} } as const;
    expect(authorize(caller, call)?.action).toBe("dynamodb:ExecuteStatement");
  });
});
