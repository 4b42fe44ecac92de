import { payloadV2 } from "../gateway/event.ts";
import { responseOf } from "../gateway/result.ts";
import {
  type HeaderMap,
  type HttpRequest,
  type HttpResponse,
  headerMap,
  textResponse,
} from "../http-message.ts";
import { describeS3Request, s3Needs } from "../iam/calls/s3.ts";
import type { RequestContext } from "../iam/conditions.ts";
import { evaluate } from "../iam/evaluate.ts";
import type { Statement } from "../iam/policy.ts";
import { decode } from "../percent-encoding.ts";
import type { InvocationResult } from "../seams.ts";

/** Something a distribution fetches from. */
export type Origin = (request: HttpRequest) => Promise<HttpResponse>;

export interface BucketOriginOptions {
  readonly s3Url: string;
  readonly bucket: string;
  /** The bucket's policy, as far as it speaks to services. */
  readonly policy: readonly Statement[];
  readonly distributionArn: string;
  readonly signed: boolean;
}

/** A bucket behind origin access control: the bucket's policy decides what CloudFront may do. */
export function bucketOrigin(options: BucketOriginOptions): Origin {
  const { s3Url, bucket, policy, distributionArn, signed } = options;
  const bucketArn = `arn:aws:s3:::${bucket}`;
  const statements = policy.filter(({ services }) => services.includes("cloudfront.amazonaws.com"));
  const context: RequestContext = { "aws:sourcearn": [distributionArn] };
  const may = (action: string, arn: string): boolean =>
    signed && evaluate(statements, action, arn, context) === "allowed";
  return async (request) => {
    const { method, path } = request;
    // A URL resolves these, and would lead out of the bucket.
    if (decode(path).split("/").includes("..")) return s3Error(400, "InvalidURI");
    // S3 has query parameters of its own, such as ?acl, which ask for other permissions.
    const query = new URLSearchParams(request.query);
    const { operation, input } = describeS3Request(method, `/${bucket}${path}`, query, {}, "");
    const needs = served.has(operation) ? s3Needs(operation, input) : undefined;
    const allowed = needs?.every(({ action, resources }) => may(action, resources[0] ?? ""));
    if (allowed !== true) return s3Error(403, "AccessDenied");
    const response = await fetch(`${s3Url}/${bucket}${path}`, {
      // HEAD is answered from the whole object too; the listener leaves the body out.
      method: method === "HEAD" ? "GET" : method,
      ...(method === "PUT" && {
        body: new Uint8Array(request.body),
        headers: { "content-type": request.headers["content-type"]?.[0] ?? "" },
      }),
    });
    // A missing key is a secret to whom the bucket may not be listed.
    if (response.status === 404 && !may("s3:ListBucket", bucketArn)) {
      return s3Error(403, "AccessDenied");
    }
    return {
      status: response.status,
      headers: keptHeaders(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    };
  };
}

const served: ReadonlySet<string> = new Set([
  "DeleteObject",
  "GetObject",
  "HeadObject",
  "PutObject",
]);

function s3Error(status: number, code: string): HttpResponse {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code></Error>`;
  return textResponse(status, body, "application/xml");
}

function keptHeaders(headers: Headers): HeaderMap {
  const kept = Object.fromEntries(
    [...headers].filter(([name]) => !["connection", "keep-alive", "content-length"].includes(name)),
  );
  return headerMap(kept);
}

export interface FunctionOriginOptions {
  readonly functionArn: string;
  readonly urlId: string;
  readonly domainName: string;
  readonly iamAuthenticated: boolean;
  /** Whether the distribution signs requests and the function's resource policy lets it in. */
  readonly permitted: boolean;
  readonly invoke: (functionArn: string, event: unknown) => Promise<InvocationResult>;
}

/** A Lambda function URL. */
export function functionUrlOrigin(options: FunctionOriginOptions): Origin {
  const { functionArn, urlId, domainName, iamAuthenticated, permitted } = options;
  return async (request) => {
    if (iamAuthenticated && (!permitted || lacksPayloadHash(request))) {
      return textResponse(403, '{"Message":"Forbidden"}', "application/json");
    }
    // The signature takes the place of the viewer's own Authorization.
    const { authorization, ...headers } = request.headers;
    const seen = iamAuthenticated || authorization === undefined ? headers : request.headers;
    const event = payloadV2(
      { ...request, headers: seen },
      { apiId: urlId, domainName, routeKey: "$default", stage: "$default", rawPath: request.path },
    );
    const result = await options.invoke(functionArn, event);
    const response =
      result.functionError === undefined
        ? responseOf(result.payload, "application/json")
        : undefined;
    return response ?? textResponse(502, "Internal Server Error", "text/plain");
  };
}

/** CloudFront signs a body for Lambda only when the viewer sends the body's hash. */
function lacksPayloadHash({ body, headers }: HttpRequest): boolean {
  return body.length > 0 && headers["x-amz-content-sha256"] === undefined;
}
