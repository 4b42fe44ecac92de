import {
  CognitoIdentityProviderClient,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  ForgotPasswordCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  type InitiateAuthCommandOutput,
  ResendConfirmationCodeCommand,
  RevokeTokenCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { z } from "zod";
import { environment } from "#values/environment";
import { Problem } from "#values/error-codes";
import { type Role, roleFromGroups } from "#values/roles";
import { nameOf, toCodeProblem, toProblem, toSignInProblem } from "./cognito-errors.ts";

/** Who signed in, by the claims of the ID token. */
export interface Identity {
  readonly sub: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
}

export interface Tokens {
  readonly identity: Identity;
  readonly accessToken: string;
  /** Absent after a refresh, unless the client rotates refresh tokens. */
  readonly refreshToken: string | undefined;
  /** Life of the access token in seconds. */
  readonly expiresIn: number;
}

const client = new CognitoIdentityProviderClient({
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000 },
});

const clientId = () => environment({ USER_POOL_CLIENT_ID: z.string().min(1) }).USER_POOL_CLIENT_ID;

/**
 * Opens an account and has Cognito mail a code. Gives the new user's `sub`.
 * @throws Problem EMAIL_TAKEN, VALIDATION_ERROR (password policy), TOO_MANY_REQUESTS, UNAVAILABLE
 */
export async function signUp(account: {
  readonly email: string;
  readonly password: string;
  readonly name: string;
}): Promise<string> {
  try {
    const answer = await client.send(
      new SignUpCommand({
        ClientId: clientId(),
        Username: account.email,
        Password: account.password,
        UserAttributes: [
          { Name: "email", Value: account.email },
          { Name: "name", Value: account.name },
        ],
      }),
    );
    return z.string().parse(answer.UserSub);
  } catch (error) {
    throw toProblem(error);
  }
}

/** @throws Problem CODE_INVALID, TOO_MANY_REQUESTS, UNAVAILABLE */
export async function confirmSignUp(email: string, code: string): Promise<void> {
  try {
    await client.send(
      new ConfirmSignUpCommand({ ClientId: clientId(), Username: email, ConfirmationCode: code }),
    );
  } catch (error) {
    throw toCodeProblem(error);
  }
}

/** Silent where there is no such account, or nothing left to confirm. */
export async function resendCode(email: string): Promise<void> {
  await silently(
    client.send(new ResendConfirmationCodeCommand({ ClientId: clientId(), Username: email })),
  );
}

/** Has Cognito mail a reset code; silent where there is no such account. */
export async function forgotPassword(email: string): Promise<void> {
  await silently(client.send(new ForgotPasswordCommand({ ClientId: clientId(), Username: email })));
}

/** @throws Problem CODE_INVALID, VALIDATION_ERROR (password policy), TOO_MANY_REQUESTS, UNAVAILABLE */
export async function resetPassword(email: string, code: string, password: string): Promise<void> {
  try {
    await client.send(
      new ConfirmForgotPasswordCommand({
        ClientId: clientId(),
        Username: email,
        ConfirmationCode: code,
        Password: password,
      }),
    );
  } catch (error) {
    throw toCodeProblem(error);
  }
}

/** @throws Problem INVALID_CREDENTIALS, ACCOUNT_UNCONFIRMED, TOO_MANY_REQUESTS, UNAVAILABLE */
export async function signIn(email: string, password: string): Promise<Tokens> {
  let answer: InitiateAuthCommandOutput;
  try {
    answer = await client.send(
      new InitiateAuthCommand({
        ClientId: clientId(),
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: email, PASSWORD: password },
      }),
    );
  } catch (error) {
    throw toSignInProblem(error);
  }
  if (answer.ChallengeName !== undefined) {
    throw new Problem("FORBIDDEN", `This account must finish ${answer.ChallengeName} first.`);
  }
  return toTokens(answer);
}

/** New tokens for a refresh token, or undefined where it is spent, revoked or not ours. */
export async function refresh(refreshToken: string): Promise<Tokens | undefined> {
  try {
    const answer = await client.send(
      new InitiateAuthCommand({
        ClientId: clientId(),
        AuthFlow: "REFRESH_TOKEN_AUTH",
        AuthParameters: { REFRESH_TOKEN: refreshToken },
      }),
    );
    return toTokens(answer);
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw toProblem(error);
  }
}

/** Makes a refresh token and its access tokens worthless; a foreign or spent one is ignored. */
export async function revoke(refreshToken: string): Promise<void> {
  try {
    await client.send(new RevokeTokenCommand({ ClientId: clientId(), Token: refreshToken }));
  } catch (error) {
    if (!isRefusal(error)) throw toProblem(error);
  }
}

/**
 * Signs the holder of the access token out on every device.
 * Gives false where the token is no longer good for it.
 */
export async function signOutEverywhere(accessToken: string): Promise<boolean> {
  try {
    await client.send(new GlobalSignOutCommand({ AccessToken: accessToken }));
    return true;
  } catch (error) {
    if (isRefusal(error)) return false;
    throw toProblem(error);
  }
}

const REFUSALS = new Set([
  "NotAuthorizedException",
  "UserNotFoundException",
  "InvalidParameterException",
  "UnauthorizedException",
  "UnsupportedTokenTypeException",
  "CodeMismatchException",
]);

function isRefusal(error: unknown): boolean {
  return REFUSALS.has(nameOf(error));
}

/** Answers the same whether there is an account or not. */
async function silently(operation: Promise<unknown>): Promise<void> {
  try {
    await operation;
  } catch (error) {
    if (!isRefusal(error)) throw toProblem(error);
  }
}

const claims = z.object({
  sub: z.string(),
  email: z.string(),
  name: z.string().default(""),
  "cognito:groups": z.array(z.string()).default([]),
});

/** The ID token came straight from Cognito over TLS, so its signature is not checked again (OpenID Connect Core 3.1.3.7). */
function toIdentity(idToken: string): Identity {
  const payload = Buffer.from(idToken.split(".")[1] ?? "", "base64url").toString("utf8");
  const { sub, email, name, ...rest } = claims.parse(JSON.parse(payload));
  return { sub, email, name, role: roleFromGroups(rest["cognito:groups"]) };
}

function toTokens(answer: InitiateAuthCommandOutput): Tokens {
  const result = answer.AuthenticationResult;
  if (!result?.AccessToken || !result.IdToken) {
    throw new Error("Cognito answered without tokens.");
  }
  return {
    identity: toIdentity(result.IdToken),
    accessToken: result.AccessToken,
    refreshToken: result.RefreshToken,
    expiresIn: result.ExpiresIn ?? 3_600,
  };
}
