import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Endpoint } from "#contracts/endpoint";
import { endpoints } from "#contracts/index";
import { type Actor, may } from "#values/roles";
import type { Answer, Client } from "../infra/testing/client.ts";
import { openShop, type Shop } from "../infra/testing/shop.ts";

/** Parameters that fit their contract and lead to nothing that exists. */
const NOWHERE: Record<string, string> = {
  id: "prod_0000000000000000",
  idOrSlug: "no-such-figurine",
  slug: "no-such-shelf",
  sku: "9999-99",
  orderNumber: "P-200101-00000",
  fulfilmentId: "F9",
  returnId: "T9",
};

const ACTORS = {
  guest: { kind: "guest" },
  customer: { kind: "user", sub: "any", role: "customer" },
  admin: { kind: "user", sub: "any", role: "admin" },
} satisfies Record<string, Actor>;

/** Codes that speak of credentials in the body, not of the caller's permission. */
const ABOUT_CREDENTIALS = new Set(["INVALID_CREDENTIALS", "ACCOUNT_UNCONFIRMED"]);

const routes = endpoints.filter((one) => one.method !== "ANY").map((one) => [one.id, one] as const);
const unsafe = routes.filter(([, one]) => one.method !== "GET" && !one.rawBody);
const withBody = unsafe.filter(([, one]) => !(one.body instanceof z.ZodUndefined));

function call(
  client: Client,
  endpoint: Endpoint,
  options: { raw?: string; withoutCsrf?: boolean } = {},
): Promise<Answer> {
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => NOWHERE[name] ?? "x");
  const body = endpoint.method === "GET" ? undefined : {};
  return client.send(endpoint.method, path, body, {
    headers: { "idempotency-key": "matrix" },
    ...options,
  });
}

describe("every route", () => {
  let shop: Shop;
  let callers: Record<keyof typeof ACTORS, Client>;

  beforeAll(async () => {
    shop = await openShop();
    callers = { guest: shop.client(), customer: await shop.shopper(), admin: await shop.staff() };
  });

  describe.each(["guest", "customer", "admin"] as const)("called by a %s", (role) => {
    it.each(routes)("%s answers as its permission says", async (id, endpoint) => {
      const answer = await call(callers[role], endpoint);
      const allowed = may(ACTORS[role], endpoint.permission);
      const code: string = answer.body?.error?.code ?? "";
      const refused = [401, 403].includes(answer.status) && !ABOUT_CREDENTIALS.has(code);
      // A refresh without any refresh token is 401 by its own contract.
      expect(refused).toBe(id === "auth.refresh" ? true : !allowed);
      if (!allowed) expect(answer.status).toBe(role === "guest" ? 401 : 403);
      expect(answer.status).toBeLessThan(500);
    });
  });

  it.each(unsafe)("%s refuses a guest without a CSRF token", async (_, endpoint) => {
    const answer = await call(shop.client(), endpoint, { withoutCsrf: true });
    expect([answer.status, answer.body.error.code]).toEqual([403, "CSRF_REJECTED"]);
  });

  it.each(withBody)("%s names an unknown field", async (_, endpoint) => {
    const answer = await call(callers.admin, endpoint, { raw: '{"surprise":1}' });
    expect(answer.status).toBe(400);
    expect(answer.body.error.details).toContainEqual({
      field: "surprise",
      message: "Unknown field.",
    });
  });

  it.each(withBody)(
    "%s answers broken JSON, lists, text and deep nesting with 400",
    async (_, endpoint) => {
      for (const raw of ['{"a":', "[]", '"text"', `${"[".repeat(5_000)}${"]".repeat(5_000)}`]) {
        const answer = await call(callers.admin, endpoint, { raw });
        expect([raw.slice(0, 9), answer.status, answer.body.error.code]).toEqual([
          raw.slice(0, 9),
          400,
          "VALIDATION_ERROR",
        ]);
      }
    },
  );

  it.each(withBody)("%s refuses a body of 1 MB with 413", async (_, endpoint) => {
    const answer = await call(callers.admin, endpoint, {
      raw: JSON.stringify({ a: "x".repeat(1_000_000) }),
    });
    expect([answer.status, answer.body.error.code]).toEqual([413, "PAYLOAD_TOO_LARGE"]);
  });

  it.each(routes.filter(([, one]) => !(one.query instanceof z.ZodUndefined)))(
    "%s names an unknown query parameter",
    async (_, endpoint) => {
      const path = endpoint.path.replace(/:(\w+)/g, (__, name: string) => NOWHERE[name] ?? "x");
      const body = endpoint.method === "GET" ? undefined : {};
      const answer = await callers.admin.send(endpoint.method, `${path}?surprise=1`, body);
      expect([answer.status, answer.body.error.details?.[0]?.field]).toEqual([400, "surprise"]);
    },
  );

  it.each(["/nowhere", "/products/fox/nowhere", "/admin", "/auth/login"])(
    "GET %s, which nobody has, is 404 in the envelope",
    async (path) => {
      const answer = await shop.client().get(path);
      expect([answer.status, answer.body]).toMatchObject([
        404,
        { success: false, error: { code: "NOT_FOUND" } },
      ]);
    },
  );
});
