import { decode } from "../percent-encoding.ts";

/** A route key of an HTTP API, taken apart. */
export interface Route {
  /** As declared, such as `GET /api/v1/cart/items/{sku}`, or `$default`. */
  readonly key: string;
  /** Upper case; `ANY` stands for all. */
  readonly method: string;
  readonly segments: readonly Segment[];
}

type Segment =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "parameter"; readonly name: string }
  | { readonly kind: "greedy"; readonly name: string };

export interface Match<R extends Route> {
  readonly route: R;
  /** Decoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

export function parseRouteKey(key: string): Route {
  if (key === "$default") return { key, method: "ANY", segments: [{ kind: "greedy", name: "" }] };
  const [method = "ANY", path = "/"] = key.split(" ");
  const segments = path.split("/").slice(1).map(parseSegment);
  return { key, method: method.toUpperCase(), segments };
}

function parseSegment(text: string): Segment {
  const [, name, plus] = /^\{(\w+)(\+?)\}$/.exec(text) ?? [];
  if (name === undefined) return { kind: "literal", text };
  return plus === "+" ? { kind: "greedy", name } : { kind: "parameter", name };
}

/**
 * Finds the route for a request with API Gateway's precedence: literal segments before parameters
 * before greedy ones, from left to right; then a method's own route before `ANY`; `$default` last.
 */
export function matchRoute<R extends Route>(
  routes: readonly R[],
  method: string,
  path: string,
): Match<R> | undefined {
  const parts = path.split("/").slice(1);
  const matches = routes
    .filter((route) => route.method === method || route.method === "ANY")
    .flatMap((route) => {
      const pathParameters = matchSegments(route.segments, parts);
      return pathParameters === undefined ? [] : [{ route, pathParameters }];
    });
  return matches.sort((a, b) => compareSpecificity(a.route, b.route))[0];
}

function matchSegments(
  segments: readonly Segment[],
  parts: readonly string[],
): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const part = parts[index];
    if (segment.kind === "greedy") {
      const rest = parts.slice(index).map(decode).join("/");
      // {proxy+} takes one character at least, $default anything.
      if (segment.name === "") return parameters;
      return rest === "" ? undefined : { ...parameters, [segment.name]: rest };
    }
    if (part === undefined) return undefined;
    if (segment.kind === "literal" && segment.text !== decode(part)) return undefined;
    if (segment.kind === "parameter") {
      if (part === "") return undefined;
      parameters[segment.name] = decode(part);
    }
  }
  return segments.length === parts.length ? parameters : undefined;
}

const ranks = { literal: 0, parameter: 1, greedy: 2 } as const;

function compareSpecificity(a: Route, b: Route): number {
  if (a.key === "$default" || b.key === "$default") return a.key === "$default" ? 1 : -1;
  for (const [index, segment] of a.segments.entries()) {
    const other = b.segments[index];
    if (other === undefined) break;
    const difference = ranks[segment.kind] - ranks[other.kind];
    if (difference !== 0) return difference;
  }
  return Number(a.method === "ANY") - Number(b.method === "ANY");
}
