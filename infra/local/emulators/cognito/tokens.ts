import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  randomUUID,
  sign,
  verify,
} from "node:crypto";
import { z } from "zod";
import { notAuthorized } from "./errors.ts";
import type { Client, Pool, Session, User } from "./model.ts";
import type { CognitoStore } from "./store.ts";

const SECONDS = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 };

const claimsSchema = z.looseObject({
  sub: z.string(),
  iss: z.string(),
  exp: z.number(),
  iat: z.number(),
  token_use: z.string(),
  origin_jti: z.string(),
  client_id: z.string(),
});

/** What a sign-in or a refresh answers, in Cognito's names. */
export interface AuthenticationResult {
  readonly AccessToken: string;
  readonly IdToken: string;
  readonly RefreshToken?: string;
  readonly TokenType: "Bearer";
  readonly ExpiresIn: number;
}

/** A fresh key of a pool, for RS256. */
export function newSigningKey(): { signingKey: string; keyId: string } {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return {
    signingKey: privateKey.export({ type: "pkcs8", format: "pem" }),
    keyId: randomBytes(24).toString("base64"),
  };
}

/** The document at `<issuer>/.well-known/jwks.json`. */
export function keySet(pool: Pool): object {
  const jwk = createPublicKey(pool.signingKey).export({ format: "jwk" });
  return { keys: [{ ...jwk, alg: "RS256", kid: pool.keyId, use: "sig" }] };
}

/** Opens a session and issues its first tokens, the refresh token among them. */
export function startSession(
  store: CognitoStore,
  { pool, client, user, issuer }: Subject,
): AuthenticationResult {
  const refreshToken = randomBytes(48).toString("base64url");
  const now = seconds();
  const session: Session = {
    tokenHash: hashToken(refreshToken),
    poolId: pool.Id,
    clientId: client.ClientId,
    sub: user.sub,
    originJti: randomUUID(),
    authTime: now,
    expiresAt:
      now +
      lifetime(client.RefreshTokenValidity ?? 30, client.TokenValidityUnits?.RefreshToken, "days"),
    revoked: false,
  };
  store.putSession(session);
  return { ...issue({ pool, client, user, issuer }, session), RefreshToken: refreshToken };
}

/** Whom tokens are for, and who issues them. */
export interface Subject {
  readonly pool: Pool;
  readonly client: Client;
  readonly user: User;
  readonly issuer: string;
}

/** Access and ID token of a session, with the groups as they are now. */
export function issue({ pool, client, user, issuer }: Subject, session: Session) {
  const now = seconds();
  const units = client.TokenValidityUnits;
  const accessLifetime = lifetime(client.AccessTokenValidity ?? 60, units?.AccessToken, "minutes");
  const idLifetime = lifetime(client.IdTokenValidity ?? 60, units?.IdToken, "minutes");
  const common = {
    sub: user.sub,
    ...(user.groups.length > 0 ? { "cognito:groups": user.groups } : {}),
    iss: issuer,
    origin_jti: session.originJti,
    event_id: randomUUID(),
    auth_time: session.authTime,
    iat: now,
  };
  const { sub: _, email_verified, ...attributes } = user.attributes;
  return {
    AccessToken: signToken(pool, {
      ...common,
      client_id: client.ClientId,
      token_use: "access",
      scope: "aws.cognito.signin.user.admin",
      exp: now + accessLifetime,
      jti: randomUUID(),
      username: user.username,
    }),
    IdToken: signToken(pool, {
      ...common,
      ...attributes,
      email_verified: email_verified === "true",
      "cognito:username": user.username,
      aud: client.ClientId,
      token_use: "id",
      exp: now + idLifetime,
      jti: randomUUID(),
    }),
    TokenType: "Bearer",
    ExpiresIn: accessLifetime,
  } as const;
}

/**
 * Whose access token this is.
 * @throws CognitoError NotAuthorizedException when it is forged, expired or revoked
 */
export function readAccessToken(store: CognitoStore, token: string): { pool: Pool; user: User } {
  const [header = "", payload = "", signature = ""] = token.split(".");
  const claims = parseClaims(payload);
  const pool = claims && store.pool(claims.iss.split("/").at(-1) ?? "");
  const signed = Buffer.from(`${header}.${payload}`);
  if (
    !claims ||
    !pool ||
    claims.token_use !== "access" ||
    !verify("sha256", signed, createPublicKey(pool.signingKey), Buffer.from(signature, "base64url"))
  ) {
    throw notAuthorized("Invalid Access Token");
  }
  if (claims.exp <= seconds()) throw notAuthorized("Access Token has expired");
  const user = store.user(pool.Id, claims.sub);
  const session = store.sessionByOrigin(claims.origin_jti);
  if (!user) throw notAuthorized("Invalid Access Token");
  if (!session || session.revoked) throw notAuthorized("Access Token has been revoked");
  return { pool, user };
}

/** Refresh tokens are stored as this. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

/** Now, in seconds since 1970. */
export function seconds(): number {
  return Math.floor(Date.now() / 1000);
}

function parseClaims(payload: string) {
  try {
    const json: unknown = JSON.parse(Buffer.from(payload, "base64url").toString());
    return claimsSchema.safeParse(json).data;
  } catch {
    return undefined;
  }
}

function signToken(pool: Pool, claims: object): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const input = `${encode({ kid: pool.keyId, alg: "RS256" })}.${encode(claims)}`;
  const signature = sign("sha256", Buffer.from(input), createPrivateKey(pool.signingKey));
  return `${input}.${signature.toString("base64url")}`;
}

function lifetime(value: number, unit: string | undefined, usual: keyof typeof SECONDS): number {
  const name = unit ?? usual;
  const factor = Object.entries(SECONDS).find(([known]) => known === name)?.[1];
  return value * (factor ?? SECONDS[usual]);
}
