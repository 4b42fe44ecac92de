import { JwtVerifier } from "aws-jwt-verify";
import {
  JwtInvalidIssuerError,
  JwtInvalidSignatureAlgorithmError,
  JwtInvalidSignatureError,
  KidNotFoundInJwksError,
} from "aws-jwt-verify/error";
import type { JwksCache } from "aws-jwt-verify/jwk";
import { z } from "zod";
import { environment } from "#values/environment";
import { Problem } from "#values/error-codes";
import { type Actor, roleFromGroups } from "#values/roles";
import { ACCESS } from "./cookies.ts";
import { bearer, cookie, type Event } from "./request.ts";

const claims = z.object({
  sub: z.string(),
  token_use: z.literal("access"),
  client_id: z.string(),
  "cognito:groups": z.array(z.string()).default([]),
});

const jwks = z.object({
  keys: z.array(
    z.object({
      kid: z.string(),
      kty: z.literal("RSA"),
      n: z.string(),
      e: z.string(),
      use: z.literal("sig"),
    }),
  ),
});

/** An unknown key id asks Cognito again, but not more often than this. */
const REFETCH_AFTER_MS = 60_000;

function createVerifier() {
  const env = environment({ USER_POOL_ISSUER: z.url(), USER_POOL_CLIENT_ID: z.string().min(1) });
  const verifier = JwtVerifier.create({
    issuer: env.USER_POOL_ISSUER,
    audience: null,
    jwksUri: `${env.USER_POOL_ISSUER}/.well-known/jwks.json`,
    customJwtCheck({ payload }) {
      // Access tokens of Cognito carry client_id where other issuers have aud.
      if (claims.parse(payload).client_id !== env.USER_POOL_CLIENT_ID)
        throw new Error("wrong client");
    },
  });
  let fetchedAt = 0;
  let loaded: Promise<void> | undefined;

  async function load(): Promise<void> {
    const response = await fetch(`${env.USER_POOL_ISSUER}/.well-known/jwks.json`, {
      signal: AbortSignal.timeout(3_000),
    });
    const keys: Parameters<JwksCache["addJwks"]>[1] = jwks.parse(await response.json());
    verifier.cacheJwks(keys);
    fetchedAt = Date.now();
  }

  return async function verify(token: string): Promise<Actor> {
    loaded ??= load().catch((error: unknown) => {
      loaded = undefined;
      throw error;
    });
    await loaded;
    try {
      return toActor(verifier.verifySync(token));
    } catch (error) {
      if (!isUnknownKey(error) || Date.now() - fetchedAt < REFETCH_AFTER_MS) throw error;
      await load();
      return toActor(verifier.verifySync(token));
    }
  };
}

function isUnknownKey(error: unknown): boolean {
  return error instanceof KidNotFoundInJwksError;
}

/** Whether a token was refused that was never ours: one that has expired is nobody's fault. */
export function isForged(error: unknown): boolean {
  return isUnknownKey(error) || FORGED.some((kind) => error instanceof kind);
}

const FORGED = [
  JwtInvalidIssuerError,
  JwtInvalidSignatureAlgorithmError,
  JwtInvalidSignatureError,
] as const;

function toActor(payload: unknown): Actor {
  const parsed = claims.parse(payload);
  return { kind: "user", sub: parsed.sub, role: roleFromGroups(parsed["cognito:groups"]) };
}

let verify: ((token: string) => Promise<Actor>) | undefined;

/** Verifies an access token: signature, issuer, expiry, use and client. Throws where it does not hold. */
export async function verifyAccessToken(token: string): Promise<Actor> {
  verify ??= createVerifier();
  return await verify(token);
}

/**
 * Who calls. A bad bearer token is 401; a bad cookie is a guest, because a browser keeps sending
 * an old cookie without meaning anything by it.
 */
export async function readActor(event: Event): Promise<Actor> {
  const token = bearer(event);
  if (token !== undefined) {
    try {
      return await verifyAccessToken(token);
    } catch (cause) {
      throw new Problem("UNAUTHENTICATED", "The access token is invalid or has expired.", {
        cause,
      });
    }
  }
  const kept = cookie(event, ACCESS);
  if (kept === undefined || kept === "") return { kind: "guest" };
  return await verifyAccessToken(kept).catch(() => ({ kind: "guest" }) as const);
}
