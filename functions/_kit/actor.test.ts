import { generateKeyPairSync, sign } from "node:crypto";
import { createServer } from "node:http";
import type { Context } from "aws-lambda";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { type Listening, listenLocally } from "../../infra/local/listen.ts";
import { endpoint } from "#contracts/endpoint";
import type { Event } from "./request.ts";

/** A pool that signs with one key at a time; its key set names that one alone. */
function newKey(kid: string) {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { kid, privateKey, jwk: { ...publicKey.export({ format: "jwk" }), kid, use: "sig" } };
}

const CLIENT = "the-shop";
const first = newKey("first");
let current = first;
let asked = 0;
let pool: Listening;
let call: (bearer: string) => Promise<number | undefined>;

beforeAll(async () => {
  const server = createServer((_, response) => {
    asked += 1;
    response.end(JSON.stringify({ keys: [{ ...current.jwk, alg: "RS256" }] }));
  });
  pool = await listenLocally(server, 0, "the user pool");
  vi.stubEnv("ORIGIN_SECRET", "origin-secret-of-the-test");
  vi.stubEnv("USER_POOL_ISSUER", pool.url);
  vi.stubEnv("USER_POOL_CLIENT_ID", CLIENT);
  vi.spyOn(console, "info").mockReturnValue();
  vi.spyOn(console, "warn").mockReturnValue();
  const { serve } = await import("./endpoint.ts");
  const own = endpoint({
    id: "test.own",
    method: "GET",
    path: "/own",
    summary: "For this test",
    permission: "customer",
    response: z.object({}),
  });
  const handler = serve(own, async () => ({}));
  call = async (bearer) => {
    const headers = {
      "x-origin-secret": "origin-secret-of-the-test",
      authorization: `Bearer ${bearer}`,
    };
    const event = { headers, requestContext: { http: { method: "GET" } } } as unknown as Event;
    return (await handler(event, { awsRequestId: "test" } as Context)).statusCode;
  };
});
afterAll(() => pool.close());
beforeEach(() => vi.mocked(console.warn).mockClear());

const coded = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");

function token(key: ReturnType<typeof newKey>, claims: object = {}): string {
  const now = Math.floor(Date.now() / 1_000);
  const payload = {
    sub: "maren",
    iss: pool.url,
    token_use: "access",
    client_id: CLIENT,
    iat: now,
    exp: now + 3_600,
    ...claims,
  };
  const signed = `${coded({ alg: "RS256", kid: key.kid, typ: "JWT" })}.${coded(payload)}`;
  const signature = sign("RSA-SHA256", Buffer.from(signed), key.privateKey);
  return `${signed}.${signature.toString("base64url")}`;
}

describe("an access token", () => {
  it("is taken while the key set names its key, which is asked for once", async () => {
    expect([await call(token(first)), await call(token(first))]).toEqual([200, 200]);
    expect(asked).toBe(1);
  });

  it.each([
    ["signed by another under our key's name", () => token({ ...newKey("first") })],
    ["of another pool", () => token(first, { iss: "https://pool.example" })],
    ["of no key", () => token(newKey("nobody's"))],
  ])("%s is refused, with an audit line", async (_, forged) => {
    expect(await call(forged())).toBe(401);
    expect(console.warn).toHaveBeenCalledOnce();
  });

  it.each([
    ["that has expired", () => token(first, { exp: 1 })],
    ["that is none", () => "hello"],
  ])("%s is refused, and nobody is suspected", async (_, old) => {
    expect(await call(old())).toBe(401);
    expect(console.warn).not.toHaveBeenCalled();
  });

  it("of a key that came later is taken, a minute after the last look at the latest", async () => {
    current = newKey("second");
    expect(await call(token(current))).toBe(401);
    vi.useFakeTimers({ toFake: ["Date"] });
    vi.setSystemTime(Date.now() + 61_000);
    expect(await call(token(current))).toBe(200);
    vi.useRealTimers();
    expect(asked).toBe(2);
  });
});
