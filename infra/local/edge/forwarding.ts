import type { HeaderMap, HttpRequest } from "../http-message.ts";

/** Which of a set of names goes to the origin. */
export type Selection =
  | { readonly kind: "none" }
  | { readonly kind: "all" }
  | { readonly kind: "only"; readonly names: readonly string[] }
  | { readonly kind: "except"; readonly names: readonly string[] };

/** What a cache policy and an origin request policy send on; header names in lower case. */
export interface Forwarding {
  readonly headers: Selection;
  readonly cookies: Selection;
  readonly query: Selection;
  /** CloudFront's own headers that were asked for, such as `cloudfront-viewer-address`. */
  readonly cloudfrontHeaders: readonly string[];
}

export const none: Selection = { kind: "none" };
export const all: Selection = { kind: "all" };

/** The parts of a viewer's request that both policies together let through. */
export function forwardedParts(
  request: HttpRequest,
  policies: readonly Forwarding[],
): { readonly headers: HeaderMap; readonly query: string; readonly setsCookies: boolean } {
  const headers: Record<string, readonly string[]> = {};
  for (const [name, values] of Object.entries(request.headers)) {
    if (name === "cookie" || neverForwarded.has(name)) continue;
    const asked = policies.some((policy) => selects(policy.headers, name));
    if (asked || alwaysForwarded.has(name)) headers[name] = values;
  }
  headers["user-agent"] ??= ["Amazon CloudFront"];
  const cookies = cookiesOf(request).filter(([name]) =>
    policies.some((policy) => selects(policy.cookies, name)),
  );
  if (cookies.length > 0) {
    headers["cookie"] = [cookies.map(([name, value]) => `${name}=${value}`).join("; ")];
  }
  const query = request.query
    .split("&")
    .filter((part) => part !== "")
    .filter((part) => policies.some((policy) => selects(policy.query, part.split("=")[0] ?? "")));
  return {
    headers: { ...headers, ...cloudfrontHeaders(request, policies) },
    query: query.join("&"),
    // Where no cookie is forwarded, CloudFront strips Set-Cookie from what comes back.
    setsCookies: policies.some((policy) => policy.cookies.kind !== "none"),
  };
}

function selects(selection: Selection, name: string): boolean {
  switch (selection.kind) {
    case "none":
      return false;
    case "all":
      return true;
    case "only":
      return selection.names.includes(name);
    case "except":
      return !selection.names.includes(name);
    default:
      return selection satisfies never;
  }
}

export function cookiesOf(request: HttpRequest): readonly (readonly [string, string])[] {
  return (request.headers["cookie"] ?? [])
    .flatMap((line) => line.split(";"))
    .map((pair) => pair.trim())
    .filter((pair) => pair !== "")
    .map((pair) => {
      const at = pair.indexOf("=");
      return at < 0 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
    });
}

/** Describe the body, so they go wherever it goes. */
const alwaysForwarded: ReadonlySet<string> = new Set([
  "content-type",
  "content-encoding",
  "x-amz-content-sha256",
]);

/** Belong to the viewer's connection, or are written anew for the origin. */
const neverForwarded: ReadonlySet<string> = new Set([
  "accept-encoding",
  "connection",
  "content-length",
  "expect",
  "host",
  "if-match",
  "if-modified-since",
  "if-none-match",
  "if-range",
  "if-unmodified-since",
  "keep-alive",
  "proxy-connection",
  "range",
  "te",
  "transfer-encoding",
  "upgrade",
  "x-forwarded-for",
]);

function cloudfrontHeaders(request: HttpRequest, policies: readonly Forwarding[]): HeaderMap {
  const asked = new Set(policies.flatMap((policy) => policy.cloudfrontHeaders));
  const mobile = /Mobile/.test(request.headers["user-agent"]?.[0] ?? "");
  const known: Readonly<Record<string, string>> = {
    "cloudfront-forwarded-proto": "http",
    "cloudfront-is-desktop-viewer": String(!mobile),
    "cloudfront-is-mobile-viewer": String(mobile),
    "cloudfront-is-tablet-viewer": "false",
    "cloudfront-viewer-address": `${request.sourceIp}:0`,
    "cloudfront-viewer-country": "DE",
    "cloudfront-viewer-http-version": request.httpVersion,
  };
  return Object.fromEntries(
    Object.entries(known)
      .filter(([name]) => asked.has(name))
      .map(([name, value]) => [name, [value]]),
  );
}
