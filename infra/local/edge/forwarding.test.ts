import { describe, expect, it } from "vitest";
import type { HttpRequest } from "../http-message.ts";
import { all, type Forwarding, forwardedParts, none } from "./forwarding.ts";

const request: HttpRequest = {
  method: "GET",
  path: "/",
  query: "q=fox&page=2",
  headers: {
    host: ["localhost:4321"],
    "user-agent": ["Mobile Browser"],
    "accept-language": ["de"],
    cookie: ["a=1; b=2"],
    "if-none-match": ['"x"'],
    "content-type": ["text/plain"],
  },
  body: Buffer.alloc(0),
  sourceIp: "127.0.0.1",
  httpVersion: "1.1",
};
const nothing: Forwarding = { headers: none, cookies: none, query: none, cloudfrontHeaders: [] };
const everything: Forwarding = { ...nothing, headers: all, cookies: all, query: all };

describe("what goes on to the origin", () => {
  it("is next to nothing under a policy that asks for nothing", () => {
    expect(forwardedParts(request, [nothing])).toEqual({
      headers: { "user-agent": ["Amazon CloudFront"], "content-type": ["text/plain"] },
      query: "",
      setsCookies: false,
    });
  });

  it("is all but the viewer's own connection under a policy that asks for all", () => {
    const { headers, query, setsCookies } = forwardedParts(request, [everything]);
    expect(headers).toMatchObject({ "accept-language": ["de"], cookie: ["a=1; b=2"] });
    expect(headers).not.toHaveProperty("host");
    expect(headers).not.toHaveProperty("if-none-match");
    expect({ query, setsCookies }).toEqual({ query: "q=fox&page=2", setsCookies: true });
  });

  it("is what either policy asks for, by name", () => {
    const cache: Forwarding = { ...nothing, query: { kind: "only", names: ["q"] } };
    const origin: Forwarding = { ...nothing, cookies: { kind: "except", names: ["a"] } };
    const { headers, query } = forwardedParts(request, [cache, origin]);
    expect(query).toBe("q=fox");
    expect(headers).toMatchObject({ cookie: ["b=2"] });
  });

  it("has CloudFront's own headers only when they are asked for", () => {
    const asks = { ...everything, cloudfrontHeaders: ["cloudfront-is-mobile-viewer"] };
    expect(forwardedParts(request, [asks]).headers["cloudfront-is-mobile-viewer"]).toEqual([
      "true",
    ]);
    expect(forwardedParts(request, [asks]).headers).not.toHaveProperty("cloudfront-viewer-address");
  });
});
