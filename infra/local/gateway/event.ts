import { randomUUID } from "node:crypto";
import { type HttpRequest, header } from "../http-message.ts";
import { ACCOUNT_ID } from "../seams.ts";

export interface EventOptions {
  readonly apiId: string;
  readonly domainName: string;
  readonly routeKey: string;
  readonly stage: string;
  readonly stageVariables?: Readonly<Record<string, string>>;
  readonly pathParameters?: Readonly<Record<string, string>>;
  /** HTTP APIs decode the path, function URLs do not. */
  readonly rawPath: string;
}

/** The payload format 2.0 of HTTP APIs and function URLs. */
export function payloadV2(request: HttpRequest, options: EventOptions): Record<string, unknown> {
  const { cookie, ...others } = request.headers;
  const headers = Object.fromEntries(
    Object.keys(others).map((name) => [name, header(others, name) ?? ""]),
  );
  const cookies = (cookie ?? []).flatMap((line) => line.split(";")).map((item) => item.trim());
  const now = new Date();
  const isText = hasTextBody(header(request.headers, "content-type"));
  return {
    version: "2.0",
    routeKey: options.routeKey,
    rawPath: options.rawPath,
    rawQueryString: request.query,
    ...(cookies.length > 0 && { cookies }),
    headers,
    ...(request.query !== "" && { queryStringParameters: queryParameters(request.query) }),
    ...(hasEntries(options.pathParameters) && { pathParameters: options.pathParameters }),
    ...(hasEntries(options.stageVariables) && { stageVariables: options.stageVariables }),
    requestContext: {
      accountId: ACCOUNT_ID,
      apiId: options.apiId,
      domainName: options.domainName,
      domainPrefix: options.domainName.split(".")[0],
      http: {
        method: request.method,
        path: options.rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.sourceIp,
        userAgent: headers["user-agent"] ?? "",
      },
      requestId: randomUUID(),
      routeKey: options.routeKey,
      stage: options.stage,
      time: commonLogTime(now),
      timeEpoch: now.getTime(),
    },
    ...(request.body.length > 0 && { body: request.body.toString(isText ? "utf8" : "base64") }),
    isBase64Encoded: request.body.length > 0 && !isText,
  };
}

/** What arrives as text; anything else, form posts among it, arrives as base64. */
function hasTextBody(contentType: string | undefined): boolean {
  const type = contentType?.split(";")[0]?.trim().toLowerCase() ?? "";
  return /^(text\/.*|application\/(.*\+)?(json|xml|javascript))$/.test(type);
}

/** Decoded, a name's values joined by commas. */
function queryParameters(query: string): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    const before = parameters[name];
    parameters[name] = before === undefined ? value : `${before},${value}`;
  }
  return parameters;
}

function hasEntries(record: Readonly<Record<string, string>> | undefined): boolean {
  return record !== undefined && Object.keys(record).length > 0;
}

/** `23/Nov/2026:08:40:12 +0000` */
function commonLogTime(time: Date): string {
  const [, day, month, year, clock] = /, (\d+) (\w+) (\d+) ([\d:]+)/.exec(time.toUTCString()) ?? [];
  return `${day}/${month}/${year}:${clock} +0000`;
}
