import { describe, expect, it } from "vitest";
import { matchRoute, parseRouteKey } from "./routes.ts";

const routes = [
  "$default",
  "ANY /api/v1/{proxy+}",
  "GET /api/v1/orders/{orderNumber}",
  "ANY /api/v1/orders/{orderNumber}",
  "GET /api/v1/orders/mine",
  "PUT /api/v1/cart/items/{sku}",
  "GET /api/v1/{kind}/list",
].map(parseRouteKey);

function find(
  method: string,
  path: string,
): [string, Readonly<Record<string, string>>] | undefined {
  const match = matchRoute(routes, method, path);
  return match === undefined ? undefined : [match.route.key, match.pathParameters];
}

describe("matching a route", () => {
  it.each([
    ["GET", "/api/v1/orders/mine", "GET /api/v1/orders/mine"],
    ["GET", "/api/v1/orders/P-1", "GET /api/v1/orders/{orderNumber}"],
    ["DELETE", "/api/v1/orders/P-1", "ANY /api/v1/orders/{orderNumber}"],
    ["GET", "/api/v1/orders/list", "GET /api/v1/orders/{orderNumber}"],
    ["GET", "/api/v1/products/list", "GET /api/v1/{kind}/list"],
    ["GET", "/api/v1/orders/P-1/items", "ANY /api/v1/{proxy+}"],
    ["GET", "/api/v1/cart/items/A", "ANY /api/v1/{proxy+}"],
    ["GET", "/elsewhere", "$default"],
    ["GET", "/api/v1/", "$default"],
  ])("%s %s goes to %s", (method, path, key) => {
    expect(find(method, path)?.[0]).toBe(key);
  });

  it("decodes parameters", () => {
    expect(find("PUT", "/api/v1/cart/items/FOX%2F9%20cm")?.[1]).toEqual({ sku: "FOX/9 cm" });
    expect(find("GET", "/api/v1/a/b%20c/d")?.[1]).toEqual({ proxy: "a/b c/d" });
  });

  it("takes a broken escape as it stands", () => {
    expect(find("PUT", "/api/v1/cart/items/100%")?.[1]).toEqual({ sku: "100%" });
  });

  it("finds nothing where no route and no $default fits", () => {
    expect(matchRoute([parseRouteKey("GET /a")], "GET", "/a/")).toBeUndefined();
    expect(matchRoute([parseRouteKey("GET /a/{b}")], "GET", "/a/")).toBeUndefined();
    expect(matchRoute([parseRouteKey("GET /a")], "POST", "/a")).toBeUndefined();
  });
});
