import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HttpRequest } from "../http-message.ts";
import { parsePolicy } from "../iam/policy.ts";
import { type Listening, listenLocally } from "../listen.ts";
import type { Json } from "../template/json.ts";
import { bucketOrigin, functionUrlOrigin } from "./origins.ts";

let s3: Listening;

beforeAll(async () => {
  const server = createServer((incoming, response) => {
    const found = incoming.url === "/pages/index.html";
    response.writeHead(found ? 200 : 404, { etag: '"1"' }).end(found ? "page" : "<Error/>");
  });
  s3 = await listenLocally(server, 0, "the fake S3");
});

afterAll(() => s3.close());

function request(overrides: Partial<HttpRequest> = {}): HttpRequest {
  return {
    method: "GET",
    path: "/index.html",
    query: "",
    headers: {},
    body: Buffer.alloc(0),
    sourceIp: "127.0.0.1",
    httpVersion: "1.1",
    ...overrides,
  };
}

const distributionArn = "arn:aws:cloudfront::000000000000:distribution/E1";
const read = {
  Effect: "Allow",
  Principal: { Service: "cloudfront.amazonaws.com" },
  Action: "s3:GetObject",
  Resource: "arn:aws:s3:::pages/*",
  Condition: { StringEquals: { "AWS:SourceArn": distributionArn } },
};
const list = { ...read, Action: "s3:ListBucket", Resource: "arn:aws:s3:::pages" };

function bucket(statements: Json[], signed = true) {
  const policy = parsePolicy({ Statement: statements }, "the test");
  return bucketOrigin({ s3Url: s3.url, bucket: "pages", policy, distributionArn, signed });
}

describe("a bucket as origin", () => {
  it("gives what its policy lets CloudFront read", async () => {
    const { status, headers, body } = await bucket([read])(request());
    expect({ status, body: String(body) }).toEqual({ status: 200, body: "page" });
    expect(headers).toMatchObject({ etag: ['"1"'] });
  });

  it.each([
    ["its policy says nothing", [], true],
    ["the distribution does not sign", [read], false],
    [
      "another distribution may",
      [{ ...read, Condition: { StringEquals: { "AWS:SourceArn": `${distributionArn}2` } } }],
      true,
    ],
    ["only a role may", [{ ...read, Principal: { AWS: "*" } }], true],
  ])("is 403 when %s", async (_, statements, signed) => {
    expect(await bucket(statements, signed)(request())).toMatchObject({ status: 403 });
  });

  it("tells that a key is missing only to who may list", async () => {
    const missing = request({ path: "/none.html" });
    expect(await bucket([read])(missing)).toMatchObject({ status: 403 });
    expect(await bucket([read, list])(missing)).toMatchObject({ status: 404 });
  });

  it.each([
    [{ query: "acl" }, 403],
    [{ method: "DELETE" }, 403],
    [{ method: "POST" }, 403],
    [{ path: "/../other/secret" }, 400],
    [{ path: "/%2e%2e/other/secret" }, 400],
  ])("refuses %j", async (overrides, status) => {
    expect(await bucket([read, list])(request(overrides))).toMatchObject({ status });
  });
});

describe("a function URL as origin", () => {
  const url = (options: { permitted: boolean; payload?: unknown; functionError?: "Unhandled" }) => {
    const events: unknown[] = [];
    const origin = functionUrlOrigin({
      functionArn: "arn:aws:lambda:eu-central-1:000000000000:function:render",
      urlId: "u",
      domainName: "u.lambda-url.eu-central-1.on.aws",
      iamAuthenticated: true,
      permitted: options.permitted,
      invoke: async (_, event) => {
        events.push(event);
        return {
          payload: options.payload,
          ...(options.functionError !== undefined && { functionError: options.functionError }),
        };
      },
    });
    return { origin, events };
  };

  it("is called with payload format 2.0, the path still encoded", async () => {
    const { origin, events } = url({ permitted: true, payload: { statusCode: 204 } });
    const authorization = ["Bearer x"];
    const response = await origin(request({ path: "/a%20b", headers: { authorization } }));
    expect(response.status).toBe(204);
    expect(events).toMatchObject([{ routeKey: "$default", rawPath: "/a%20b" }]);
    // The signature stands where the viewer's own header was.
    expect(events[0]).not.toHaveProperty("headers.authorization");
  });

  it("is 403 without permission, and for a body whose hash the viewer did not send", async () => {
    expect(await url({ permitted: false }).origin(request())).toMatchObject({ status: 403 });
    const { origin } = url({ permitted: true, payload: "ok" });
    const post = { method: "POST", body: Buffer.from("x") };
    expect(await origin(request(post))).toMatchObject({ status: 403 });
    const headers = { "x-amz-content-sha256": ["2d711642"] };
    expect(await origin(request({ ...post, headers }))).toMatchObject({ status: 200 });
  });

  it("is 502 when the function fails", async () => {
    const { origin } = url({ permitted: true, functionError: "Unhandled" });
    expect(await origin(request())).toMatchObject({ status: 502 });
  });
});
