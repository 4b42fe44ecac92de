import { Problem } from "#values/error-codes";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { readJson } from "./json.ts";

export type Event = APIGatewayProxyEventV2;
export type Result = APIGatewayProxyStructuredResultV2;

/** api.md: a body over 256 KB is 413. */
const MAX_BODY_BYTES = 256 * 1024;

/** HTTP API hands header names over in lower case. */
export function header(event: Event, name: string): string | undefined {
  return event.headers[name.toLowerCase()];
}

/** The value of a cookie, or undefined where the request does not bring it. */
export function cookie(event: Event, name: string): string | undefined {
  const found = event.cookies?.find((one) => one.startsWith(`${name}=`));
  return found?.slice(name.length + 1);
}

/** The token of an Authorization header `Bearer …`. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
}

/** The bearer token of a request, where it brings one. */
export function bearer(event: Event): string | undefined {
  return bearerToken(header(event, "authorization"));
}

/** The body as the bytes that were sent, read as UTF-8; empty where there is none. */
export function bodyText(event: Event): string {
  const raw = event.body ?? "";
  const bytes = event.isBase64Encoded ? Buffer.from(raw, "base64") : Buffer.from(raw, "utf8");
  if (bytes.length > MAX_BODY_BYTES) {
    throw new Problem("PAYLOAD_TOO_LARGE", "The body may have 256 KB at most.");
  }
  return bytes.toString("utf8");
}

/** The parsed JSON body; undefined where nothing was sent. */
export function bodyJson(event: Event): unknown {
  const text = bodyText(event);
  if (text.trim() === "") return undefined;
  const type = (header(event, "content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json" && type !== "application/vnd.api+json") {
    throw new Problem("UNSUPPORTED_MEDIA_TYPE", "Send JSON, with Content-Type: application/json.");
  }
  return readJson(text);
}

/** Refuses another version than 1 in `Accept: application/vnd.api+json; version=n`. */
export function requireVersion(event: Event): void {
  const accept = header(event, "accept") ?? "";
  for (const part of accept.split(",")) {
    if (!/^\s*application\/vnd\.api\+json/i.test(part)) continue;
    const version = /;\s*version\s*=\s*"?([^";\s]+)"?/i.exec(part)?.[1];
    if (version !== undefined && version !== "1") {
      throw new Problem("NOT_ACCEPTABLE", "Version 1 is the only one there is.");
    }
  }
}

/**
 * The address under which the caller sees the shop, without a trailing slash. The edge sets both
 * headers, and the origin secret proves that the call came through the edge.
 */
export function storeUrl(event: Event): string {
  const host = header(event, "x-forwarded-host") ?? event.requestContext.domainName;
  const scheme = header(event, "cloudfront-forwarded-proto") ?? "https";
  return `${scheme}://${host}`;
}
