import { createHmac, randomBytes } from "node:crypto";
import { z } from "zod";
import { CognitoError, invalidParameter, notAuthorized, userNotFound } from "./errors.ts";
import type { Client, Pool, User } from "./model.ts";
import {
  type Context,
  hidesUsers,
  type Operation,
  operation,
  requireClient,
  saveUser,
} from "./operation.ts";
import { assertPassword, hashPassword, matchesPassword } from "./passwords.ts";
import { hashToken, issue, seconds, startSession } from "./tokens.ts";
import { matchesTotp } from "./totp.ts";

const parametersSchema = z.record(z.string(), z.string()).default({});

/** Sessions of unfinished challenges are signed by this, so a restart ends them. */
const challengeKey = randomBytes(32);

/** Sign-in, its challenges, and refreshing. */
export const signInOperations: Record<string, Operation> = {
  InitiateAuth: operation(
    z.looseObject({
      ClientId: z.string(),
      AuthFlow: z.string(),
      AuthParameters: parametersSchema,
    }),
    async (context, { ClientId, AuthFlow, AuthParameters }) => {
      const { client, pool } = requireClient(context, ClientId);
      assertFlow(client, AuthFlow);
      if (AuthFlow === "REFRESH_TOKEN_AUTH" || AuthFlow === "REFRESH_TOKEN") {
        return refresh(context, client, AuthParameters["REFRESH_TOKEN"] ?? "", false);
      }
      const { USERNAME: name, PASSWORD: password } = AuthParameters;
      if (!name) throw invalidParameter("Missing required parameter USERNAME");
      if (!password) throw invalidParameter("Missing required parameter PASSWORD");
      const user = await authenticate(context, client, pool, name, password);
      if (user.status === "FORCE_CHANGE_PASSWORD") {
        const ChallengeParameters = {
          USER_ID_FOR_SRP: user.username,
          requiredAttributes: "[]",
          userAttributes: JSON.stringify(user.attributes),
        };
        return challenge("NEW_PASSWORD_REQUIRED", user, ChallengeParameters);
      }
      if (user.totpEnabled) {
        return challenge("SOFTWARE_TOKEN_MFA", user, { USER_ID_FOR_SRP: user.username });
      }
      return signIn(context, client, pool, user);
    },
  ),

  RespondToAuthChallenge: operation(
    z.looseObject({
      ClientId: z.string(),
      ChallengeName: z.string(),
      Session: z.string().default(""),
      ChallengeResponses: parametersSchema,
    }),
    async (context, { ClientId, ChallengeName, Session, ChallengeResponses }) => {
      const { client, pool } = requireClient(context, ClientId);
      const user = context.store.user(pool.Id, readChallenge(ChallengeName, Session));
      if (!user) throw notAuthorized("Invalid session for the user.");
      if (ChallengeName === "SOFTWARE_TOKEN_MFA") {
        const code = ChallengeResponses["SOFTWARE_TOKEN_MFA_CODE"] ?? "";
        if (!matchesTotp(user.totpSecret, code)) {
          throw new CognitoError("CodeMismatchException", "Invalid code received for user");
        }
        return signIn(context, client, pool, user);
      }
      const password = ChallengeResponses["NEW_PASSWORD"] ?? "";
      assertPassword(pool, password);
      const passwordHash = await hashPassword(password);
      const changed = saveUser(context, user, { passwordHash, status: "CONFIRMED" });
      return signIn(context, client, pool, changed);
    },
  ),

  GetTokensFromRefreshToken: operation(
    z.looseObject({ ClientId: z.string(), RefreshToken: z.string() }),
    (context, { ClientId, RefreshToken }) =>
      refresh(context, requireClient(context, ClientId).client, RefreshToken, true),
  ),

  RevokeToken: operation(
    z.looseObject({ ClientId: z.string(), Token: z.string() }),
    (context, { ClientId, Token }) => {
      requireClient(context, ClientId);
      const session = context.store.session(hashToken(Token));
      if (session && session.clientId !== ClientId) {
        throw new CognitoError("UnauthorizedException", "The token was issued to another client");
      }
      if (session) context.store.putSession({ ...session, revoked: true });
      return {};
    },
  ),
};

function assertFlow(client: Client, flow: string): void {
  const allowed = client.ExplicitAuthFlows;
  const known = ["USER_PASSWORD_AUTH", "REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"];
  if (!known.includes(flow)) throw invalidParameter(`Initiate Auth method not supported: ${flow}`);
  const isPassword = flow === "USER_PASSWORD_AUTH";
  const names = isPassword
    ? ["ALLOW_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH"]
    : ["ALLOW_REFRESH_TOKEN_AUTH"];
  if (allowed && !names.some((name) => allowed.includes(name))) {
    throw invalidParameter(`${flow} flow not enabled for this client`);
  }
  if (!isPassword && client.RefreshTokenRotation?.Feature === "ENABLED") {
    throw invalidParameter(`${flow} flow not enabled for this client`);
  }
}

/** After five wrong passwords a user waits one second, then twice as long each time, to 15 min. */
async function authenticate(
  context: Context,
  client: Client,
  pool: Pool,
  name: string,
  password: string,
): Promise<User> {
  const user = context.store.user(pool.Id, name);
  if (user && user.lockedUntil > Date.now()) throw notAuthorized("Password attempts exceeded");
  // An unknown user costs the same time as a wrong password.
  const matches = await matchesPassword(user?.passwordHash, password);
  if (!user) throw hidesUsers(client) ? notAuthorized() : userNotFound();
  if (!matches) {
    const failures = user.failures + 1;
    const waitSeconds = failures < 5 ? 0 : Math.min(2 ** (failures - 5), 900);
    saveUser(context, user, { failures, lockedUntil: Date.now() + waitSeconds * 1000 });
    throw notAuthorized();
  }
  if (!user.enabled) throw notAuthorized("User is disabled.");
  if (user.status === "UNCONFIRMED") {
    throw new CognitoError("UserNotConfirmedException", "User is not confirmed.");
  }
  if (user.status === "RESET_REQUIRED") {
    throw new CognitoError(
      "PasswordResetRequiredException",
      "Password reset required for the user",
    );
  }
  return user.failures === 0 ? user : saveUser(context, user, { failures: 0, lockedUntil: 0 });
}

function signIn({ store, issuer }: Context, client: Client, pool: Pool, user: User) {
  const subject = { pool, client, user, issuer: issuer(pool.Id) };
  return { ChallengeParameters: {}, AuthenticationResult: startSession(store, subject) };
}

function refresh(context: Context, client: Client, token: string, mayRotate: boolean) {
  const { store, issuer } = context;
  const session = store.session(hashToken(token));
  if (!session || session.clientId !== client.ClientId) {
    throw notAuthorized("Invalid Refresh Token");
  }
  if (session.revoked) throw notAuthorized("Refresh Token has been revoked");
  if (session.expiresAt <= seconds()) throw notAuthorized("Refresh Token has expired");
  const user = store.user(session.poolId, session.sub);
  const pool = store.pool(session.poolId);
  if (!user || !pool) throw notAuthorized("Invalid Refresh Token");
  if (!user.enabled) throw notAuthorized("User is disabled.");
  const subject = { pool, client, user, issuer: issuer(pool.Id) };
  const result = issue(subject, session);
  if (!mayRotate || client.RefreshTokenRotation?.Feature !== "ENABLED") {
    return { ChallengeParameters: {}, AuthenticationResult: result };
  }
  store.putSession({ ...session, revoked: true });
  return { AuthenticationResult: startSession(store, subject) };
}

function challenge(ChallengeName: string, user: User, ChallengeParameters: object) {
  const content = `${ChallengeName}.${user.sub}.${Date.now() + 180_000}`;
  const Session = `${Buffer.from(content).toString("base64url")}.${seal(content)}`;
  return { ChallengeName, Session, ChallengeParameters };
}

function readChallenge(name: string, session: string): string {
  const [encoded = "", signature] = session.split(".");
  const content = Buffer.from(encoded, "base64url").toString();
  const [challengeName, sub = "", expiresAt] = content.split(".");
  if (signature !== seal(content) || challengeName !== name) {
    throw notAuthorized("Invalid session for the user.");
  }
  if (Number(expiresAt) < Date.now()) {
    throw notAuthorized("Invalid session for the user, session is expired.");
  }
  return sub;
}

function seal(content: string): string {
  return createHmac("sha256", challengeKey).update(content).digest("base64url");
}
