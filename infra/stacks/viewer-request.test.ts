import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const code = readFileSync(join(import.meta.dirname, "viewer-request.js"), "utf8");

const values = z.record(z.string(), z.object({ value: z.string() }));
const result = z.object({
  uri: z.string().optional(),
  querystring: values.optional(),
  statusCode: z.int().optional(),
  headers: values,
});

function ask(
  uri: string,
  query: Record<string, string> = {},
  headers: Record<string, string> = {},
) {
  const wrap = (fields: Record<string, string>) =>
    Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, { value }]));
  const request = {
    method: "GET",
    uri,
    querystring: wrap(query),
    headers: wrap({ host: "shop.example", ...headers }),
    cookies: {},
  };
  const answer: unknown = runInContext(
    `${code};handler(event)`,
    createContext({ event: { request } }),
  );
  const { headers: left, querystring, ...rest } = result.parse(answer);
  return {
    ...rest,
    query: Object.fromEntries(Object.entries(querystring ?? {}).map(([k, v]) => [k, v.value])),
    header: (name: string) => left[name]?.value,
  };
}

describe("The CDN, before its cache,", () => {
  it.each([
    ["/", "/index.html"],
    ["/animals", "/animals"],
    ["/products/red-panda", "/products/red-panda"],
    ["/robots.txt", "/robots.txt"],
    ["/admin", "/admin"],
    ["/admin/orders/P-260101-ABCDE", "/admin/orders/P-260101-ABCDE"],
    ["/api/v1/products", "/api/v1/products"],
  ])("asks for %s as %s", (uri, key) => {
    expect(ask(uri).uri).toBe(key);
  });

  it.each([
    ["/animals", "/_q/animals"],
    ["/", "/_q/"],
  ])("sends %s with a query to the renderer, which S3 cannot answer", (uri, key) => {
    const request = ask(uri, { page: "2" });

    expect(request.uri).toBe(key);
    expect(request.query).toEqual({ page: "2" });
  });

  it("leaves path and query of the API and the console alone", () => {
    expect(ask("/api/v1/products", { q: "fox", utm_source: "x" })).toMatchObject({
      uri: "/api/v1/products",
      query: { q: "fox", utm_source: "x" },
    });
    expect(ask("/admin/orders", { status: "PAID" })).toMatchObject({
      uri: "/admin/orders",
      query: { status: "PAID" },
    });
  });

  it("does not let advertisers' parameters past the cache", () => {
    expect(ask("/animals", { utm_source: "letter", gclid: "1" })).toMatchObject({
      uri: "/animals",
      query: {},
    });
    expect(ask("/animals", { utm_source: "letter", page: "2" }).query).toEqual({ page: "2" });
  });

  it("gives files no query, which S3 could take for an order", () => {
    expect(ask("/robots.txt", { "response-content-type": "text/html" }).query).toEqual({});
  });

  it.each([
    ["/animals/", "/animals"],
    ["/animals//", "/animals"],
    ["//elsewhere.example/", "/elsewhere.example"],
    ["/\\elsewhere.example/", "/elsewhere.example"],
    ["//", "/"],
  ])("moves %s to %s, on this very host", (uri, location) => {
    const response = ask(uri);

    expect(response.statusCode).toBe(301);
    expect(response.header("location")).toBe(location);
  });

  it("keeps the query when it moves", () => {
    expect(ask("/animals/", { page: "2", utm_source: "x" }).header("location")).toBe(
      "/animals?page=2",
    );
  });

  it("tells origins the host that the visitor sees, whatever the visitor claims", () => {
    for (const uri of ["/", "/api/v1/cart", "/admin"]) {
      const request = ask(uri, {}, { "x-forwarded-host": "evil.example" });
      expect(request.header("x-forwarded-host")).toBe("shop.example");
    }
  });
});
