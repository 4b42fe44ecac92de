import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { ServiceName } from "../iam/calls/call.ts";
import type { JsonObject } from "../template/json.ts";

export interface ServiceError {
  /** The bare code, such as `TransactionCanceledException`. */
  readonly code: string;
  readonly message: string;
  readonly status?: number;
  /** Further members of the error, such as `CancellationReasons`. */
  readonly fields?: JsonObject;
}

interface Format {
  readonly status: number;
  /** The code for a refusal by IAM. */
  readonly accessDenied: string;
  readonly contentType: string;
  readonly headers?: (error: ServiceError) => Readonly<Record<string, string>>;
  readonly body: (error: ServiceError, requestId: string) => string;
}

function json(namespace: string, { code, message, fields }: ServiceError): string {
  return JSON.stringify({ __type: `${namespace}#${code}`, message, Message: message, ...fields });
}

function xml({ code, message }: ServiceError, requestId: string): string {
  const error = `<Code>${code}</Code><Message>${escapeXml(message)}</Message>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${error}<RequestId>${requestId}</RequestId></Error>`;
}

const json10 = "application/x-amz-json-1.0";
const json11 = "application/x-amz-json-1.1";
const denied = "AccessDeniedException";

const restJson: Format = {
  status: 403,
  accessDenied: denied,
  contentType: "application/json",
  headers: ({ code }) => ({ "x-amzn-errortype": code }),
  body: ({ message, fields }) => JSON.stringify({ message, Message: message, ...fields }),
};

/** How each service words its errors on the wire. */
const formats: Readonly<Record<ServiceName, Format>> = {
  dynamodb: {
    status: 400,
    accessDenied: denied,
    contentType: json10,
    body: (error) => json("com.amazonaws.dynamodb.v20120810", error),
  },
  sqs: {
    status: 403,
    accessDenied: denied,
    contentType: json10,
    // SQS keeps the codes of its old query protocol beside the JSON ones.
    headers: ({ code }) => ({
      "x-amzn-query-error": `${code === denied ? "AccessDenied" : code};Sender`,
    }),
    body: (error) => json("com.amazonaws.sqs", error),
  },
  secretsmanager: {
    status: 400,
    accessDenied: denied,
    contentType: json11,
    body: (error) => json("com.amazonaws.secretsmanager", error),
  },
  "cognito-idp": {
    status: 400,
    accessDenied: denied,
    contentType: json11,
    headers: ({ code, message }) => ({ "x-amzn-errortype": code, "x-amzn-errormessage": message }),
    body: (error) => json("com.amazonaws.cognitoidentityprovider", error),
  },
  s3: { status: 403, accessDenied: "AccessDenied", contentType: "application/xml", body: xml },
  cloudfront: {
    status: 403,
    accessDenied: "AccessDenied",
    contentType: "text/xml",
    body: ({ code, message }, requestId) =>
      `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code>` +
      `<Message>${escapeXml(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
  },
  lambda: restJson,
  ses: restJson,
};

/** Answers with an error as this service words it. */
export function sendError(
  response: ServerResponse,
  service: ServiceName,
  error: ServiceError,
): void {
  const format = formats[service];
  const requestId = randomUUID();
  response.writeHead(error.status ?? format.status, {
    "content-type": format.contentType,
    "x-amzn-requestid": requestId,
    "x-amz-request-id": requestId,
    ...format.headers?.(error),
  });
  response.end(format.body(error, requestId));
}

/** Answers with this service's own refusal. */
export function sendAccessDenied(
  response: ServerResponse,
  service: ServiceName,
  message: string,
): void {
  sendError(response, service, { code: formats[service].accessDenied, message });
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
