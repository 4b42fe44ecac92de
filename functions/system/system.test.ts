import { beforeAll, describe, expect, it } from "vitest";
import { openShop, type Shop } from "../../infra/testing/shop.ts";
import packageJson from "../../package.json" with { type: "json" };

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});

describe("health", () => {
  it("says which version answers", async () => {
    const { status, body } = await shop.client().get("/health");

    expect(status).toBe(200);
    expect(body.data).toMatchObject({ status: "ok", version: packageJson.version });
    expect(Math.abs(Date.now() - Date.parse(body.data.time))).toBeLessThan(60_000);
  });

  it("answers version 1 and no other", async () => {
    const accept = (version: number) => ({
      headers: { accept: `application/vnd.api+json; version=${version}` },
    });

    const one = await shop.client().get("/health", accept(1));
    const two = await shop.client().get("/health", accept(2));

    expect(one.status).toBe(200);
    expect([two.status, two.body.error.code]).toEqual([406, "NOT_ACCEPTABLE"]);
  });
});

describe("openapi.json", () => {
  it("is the document itself, without an envelope", async () => {
    const { status, headers, body } = await shop.client().get("/openapi.json");

    expect(status).toBe(200);
    expect(headers.get("content-type")).toContain("application/json");
    expect(body.openapi).toBe("3.1.0");
    expect(body.paths["/checkout"].post.operationId).toBe("checkout.create");
  });

  it("does not mind a token that has expired", async () => {
    const headers = { authorization: "Bearer ey.expired.token" };

    expect((await shop.client().get("/openapi.json", { headers })).status).toBe(200);
  });
});

describe("an unknown route", () => {
  it.each(["/nowhere", "/products/fox/colours", "/health/deep", "/%2e%2e/secrets"])(
    "%s is 404 in the envelope",
    async (path) => {
      const { status, body } = await shop.client().get(path);

      expect(status).toBe(404);
      expect(body).toMatchObject({ success: false, error: { code: "NOT_FOUND", statusCode: 404 } });
    },
  );

  it("is 404 for every method", async () => {
    for (const method of ["POST", "PUT", "DELETE"]) {
      const { status, body } = await shop.client().send(method, "/health", {});
      expect([status, body.error.code]).toEqual([404, "NOT_FOUND"]);
    }
  });
});
