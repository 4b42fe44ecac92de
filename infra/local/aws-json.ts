import { REGION } from "./seams.ts";

/** What an AWS service answered instead of a result. */
export class AwsError extends Error {
  /** The service's name for it, such as `ResourceNotFoundException`. */
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status: number) {
    super(`${code}: ${message}`);
    this.name = "AwsError";
    this.code = code;
    this.status = status;
  }
}

/**
 * Calls an operation of a service that speaks AWS's JSON protocol, in the wire's own shapes: event
 * records carry binary values as base64 and times as seconds, which the SDK would convert.
 * @param target such as `AmazonSQS.ReceiveMessage`
 * @throws AwsError when the service refuses, TypeError when it cannot be reached
 */
export async function callAws(
  url: string,
  target: string,
  input: object,
  signal?: AbortSignal,
): Promise<unknown> {
  const service = SERVICES[target.split("_")[0]?.split(".")[0] ?? ""] ?? "dynamodb";
  const response = await fetch(`${url}/`, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": target,
      "x-amz-date": new Date().toISOString().replace(/[-:]|\.\d{3}/g, ""),
      // Emulators take the region from the credential's scope; none of them checks the signature.
      authorization: `AWS4-HMAC-SHA256 Credential=parasol/20260101/${REGION}/${service}/aws4_request, SignedHeaders=host, Signature=none`,
    },
    body: JSON.stringify(input),
    ...(signal ? { signal } : {}),
  });
  const text = await response.text();
  const body: unknown = text === "" ? {} : JSON.parse(text);
  if (response.ok) return body;
  const { __type: type, message, Message } = isRecord(body) ? body : {};
  const code =
    String(type ?? "UnknownError")
      .split("#")
      .at(-1) ?? "UnknownError";
  throw new AwsError(code, String(message ?? Message ?? text), response.status);
}

/** True for what JSON calls an object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const SERVICES: Record<string, string> = {
  AmazonSQS: "sqs",
  DynamoDBStreams: "dynamodb",
  DynamoDB: "dynamodb",
};
