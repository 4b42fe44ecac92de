import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { ServiceName } from "../iam/calls/call.ts";
import { isService } from "../iam/calls/index.ts";
import { describeS3Request } from "../iam/calls/s3.ts";
import { isObject, type JsonObject } from "../template/json.ts";

/** X-Amz-Target's prefix, where there is one, says the service even of an unsigned call. */
const targets: Readonly<Record<string, ServiceName>> = {
  AmazonSQS: "sqs",
  AWSCognitoIdentityProviderService: "cognito-idp",
  DynamoDB_20120810: "dynamodb",
  DynamoDBStreams_20120810: "dynamodb",
  secretsmanager: "secretsmanager",
};

export interface Identity {
  readonly service: ServiceName;
  /** Undefined when the call is not signed. */
  readonly accessKeyId?: string;
  /** What follows the dot of X-Amz-Target; REST services have none. */
  readonly target?: string;
}

/** Reads from a request's head which service it is for and who signed it. */
export function identify(request: IncomingMessage, query: URLSearchParams): Identity | undefined {
  const [prefix = "", target] = String(request.headers["x-amz-target"] ?? "").split(".");
  // A signature is in the header, or in the query of a presigned URL.
  const credential =
    /Credential=([^,\s]+)/.exec(request.headers.authorization ?? "")?.[1] ??
    query.get("X-Amz-Credential");
  const [accessKeyId, , , scope] = credential?.split("/") ?? [];
  const service = targets[prefix] ?? scope;
  if (service === undefined || !isService(service)) return undefined;
  return {
    service,
    ...(accessKeyId !== undefined && { accessKeyId }),
    ...(target !== undefined && { target }),
  };
}

/** Whether the body must be read before the call can be checked; S3 objects are streamed instead. */
export function needsBody(service: ServiceName, request: IncomingMessage): boolean {
  return service !== "s3" || (request.method === "POST" && /[?&]delete/.test(request.url ?? ""));
}

/** The operation's name and members, as the IAM table wants them. */
export function describeRequest(
  { service, target }: Identity,
  method: string,
  path: string,
  query: URLSearchParams,
  headers: IncomingHttpHeaders,
  body: string,
): { readonly operation: string; readonly input: JsonObject } {
  if (service === "s3") return describeS3Request(method, path, query, headers, body);
  if (target !== undefined) return { operation: target, input: parseObject(body) };
  const operation = `${method} ${path}`;
  if (operation === "POST /v2/email/outbound-emails") {
    return { operation: "SendEmail", input: parseObject(body) };
  }
  const invoked = /^POST \/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(operation)?.[1];
  if (service === "lambda" && invoked !== undefined) {
    return { operation: "Invoke", input: { FunctionName: decodeURIComponent(invoked) } };
  }
  const invalidated = /^POST \/2020-05-31\/distribution\/([^/]+)\/invalidation$/.exec(operation);
  if (service === "cloudfront" && invalidated?.[1] !== undefined) {
    const paths = [...body.matchAll(/<Path>([^<]*)<\/Path>/g)].map(([, item = ""]) => item);
    const tags = [...body.matchAll(/<(?:Tag|CacheTag)>([^<]*)</g)].map(([, item = ""]) => item);
    return {
      operation: "CreateInvalidation",
      input: { DistributionId: invalidated[1], Paths: paths, Tags: tags },
    };
  }
  return { operation, input: {} };
}

/** A body that is no JSON object is left to the emulator to refuse. */
function parseObject(body: string): JsonObject {
  try {
    const parsed: unknown = JSON.parse(body);
    return isObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}
