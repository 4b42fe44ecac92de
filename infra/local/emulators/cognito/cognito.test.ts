import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  AdminUserGlobalSignOutCommand,
  AssociateSoftwareTokenCommand,
  CognitoIdentityProviderClient,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  CreateGroupCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  ForgotPasswordCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  ResendConfirmationCodeCommand,
  RespondToAuthChallengeCommand,
  RevokeTokenCommand,
  SetUserMFAPreferenceCommand,
  SignUpCommand,
  VerifySoftwareTokenCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { JwtVerifier } from "aws-jwt-verify";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CognitoEmulator, SesEmulator } from "../../seams.ts";
import { startMail } from "../mail.ts";
import type { Running } from "../running.ts";
import { startCognito } from "./server.ts";
import { totpCode } from "./totp.ts";

const stateDir = mkdtempSync(join(tmpdir(), "parasol-cognito-"));
const password = "Sunshade-42";
let mail: Running<SesEmulator>;
let cognito: Running<CognitoEmulator>;
let client: CognitoIdentityProviderClient;
let poolId: string;
let ClientId: string;
let counter = 0;

beforeAll(async () => {
  mail = await startMail(stateDir);
  await start();
});
afterAll(async () => {
  await cognito.close();
  await mail.close();
  rmSync(stateDir, { recursive: true, force: true });
});
beforeEach(() => {
  counter += 1;
});

async function start(): Promise<void> {
  cognito = await startCognito(stateDir, async () => mail.emulator);
  client = new CognitoIdentityProviderClient({
    endpoint: cognito.emulator.url,
    region: "eu-central-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const { UserPool } = await client.send(
    new CreateUserPoolCommand({
      PoolName: "people",
      UsernameAttributes: ["email"],
      AutoVerifiedAttributes: ["email"],
      Policies: { PasswordPolicy: { MinimumLength: 10, RequireNumbers: true } },
    }),
  );
  poolId = UserPool?.Id ?? "";
  const { UserPoolClient } = await client.send(
    new CreateUserPoolClientCommand({
      UserPoolId: poolId,
      ClientName: "web",
      PreventUserExistenceErrors: "ENABLED",
      ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    }),
  );
  ClientId = UserPoolClient?.ClientId ?? "";
}

const address = () => `ada-${counter}@example.com`;

async function codeFor(email: string): Promise<string> {
  const response = await fetch(`${mail.emulator.inboxUrl}/store`);
  const { emails } = (await response.json()) as {
    emails: { destination: { to: string[] }; body: { text: string } }[];
  };
  const text = emails.findLast((each) => each.destination.to.includes(email))?.body.text ?? "";
  return /\b\d{6}\b/.exec(text)?.[0] ?? "no code";
}

const signUp = (Username: string, Password = password) =>
  client.send(new SignUpCommand({ ClientId, Username, Password }));

const signIn = (USERNAME: string, PASSWORD = password) =>
  client.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME, PASSWORD },
    }),
  );

const refresh = (REFRESH_TOKEN = "") =>
  client.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: "REFRESH_TOKEN_AUTH",
      AuthParameters: { REFRESH_TOKEN },
    }),
  );

async function registered(): Promise<string> {
  const email = address();
  await signUp(email);
  const ConfirmationCode = await codeFor(email);
  await client.send(new ConfirmSignUpCommand({ ClientId, Username: email, ConfirmationCode }));
  return email;
}

describe("registration", () => {
  it("mails a code that confirms the account, which then signs in", async () => {
    const email = address();
    await signUp(email);
    await expect(signIn(email)).rejects.toMatchObject({ name: "UserNotConfirmedException" });

    const ConfirmationCode = await codeFor(email);
    await client.send(new ConfirmSignUpCommand({ ClientId, Username: email, ConfirmationCode }));

    const { AuthenticationResult } = await signIn(email.toUpperCase());
    const { AccessToken } = AuthenticationResult ?? {};
    const user = await client.send(new GetUserCommand({ AccessToken }));
    expect(user.UserAttributes).toContainEqual({ Name: "email_verified", Value: "true" });
  });

  it("sends another code when asked, and the old one is dead", async () => {
    const email = address();
    await signUp(email);
    const first = await codeFor(email);
    let second = first;
    while (second === first) {
      await client.send(new ResendConfirmationCodeCommand({ ClientId, Username: email }));
      second = await codeFor(email);
    }
    const confirm = (ConfirmationCode: string) =>
      client.send(new ConfirmSignUpCommand({ ClientId, Username: email, ConfirmationCode }));
    await expect(confirm(first)).rejects.toMatchObject({ name: "CodeMismatchException" });
    await confirm(second);
  });

  it("refuses a password that the pool's policy refuses", async () => {
    await expect(signUp(address(), "short1")).rejects.toMatchObject({
      name: "InvalidPasswordException",
    });
    await expect(signUp(address(), "no numbers here")).rejects.toMatchObject({
      name: "InvalidPasswordException",
    });
  });

  it("refuses an address that has an account, in any case of letters", async () => {
    const email = await registered();
    await expect(signUp(email.toUpperCase())).rejects.toMatchObject({
      name: "UsernameExistsException",
    });
  });
});

describe("sign-in", () => {
  it("answers an unknown user as it does a wrong password", async () => {
    const email = await registered();
    const wrong = await signIn(email, "Wrong-12345").catch((error: Error) => error);
    const unknown = await signIn("nobody@example.com").catch((error: Error) => error);
    expect(wrong).toMatchObject({ name: "NotAuthorizedException" });
    expect(String(unknown)).toBe(String(wrong));
  });

  it("issues access tokens with groups that verify against the published keys", async () => {
    const email = await registered();
    await client.send(new CreateGroupCommand({ UserPoolId: poolId, GroupName: "staff" }));
    const member = { UserPoolId: poolId, Username: email, GroupName: "staff" };
    await client.send(new AdminAddUserToGroupCommand(member));
    const { AuthenticationResult } = await signIn(email);

    const issuer = cognito.emulator.issuer(poolId);
    const jwks = await (await fetch(`${issuer}/.well-known/jwks.json`)).json();
    const jwksUri = `${issuer}/.well-known/jwks.json`;
    const verifier = JwtVerifier.create({ issuer, audience: null, jwksUri });
    verifier.cacheJwks(jwks as Parameters<typeof verifier.cacheJwks>[0]);
    const claims = await verifier.verify(AuthenticationResult?.AccessToken ?? "");
    expect(claims).toMatchObject({
      client_id: ClientId,
      token_use: "access",
      "cognito:groups": ["staff"],
      username: claims.sub,
    });
  });

  it("refreshes until the token is revoked", async () => {
    const { AuthenticationResult } = await signIn(await registered());
    const { RefreshToken } = AuthenticationResult ?? {};
    const refreshed = await refresh(RefreshToken);
    expect(refreshed.AuthenticationResult?.AccessToken).toBeTruthy();

    await client.send(new RevokeTokenCommand({ ClientId, Token: RefreshToken }));
    await expect(refresh(RefreshToken)).rejects.toMatchObject({ name: "NotAuthorizedException" });
  });

  it("asks for the authenticator's code once a user has set one up", async () => {
    const email = await registered();
    const AccessToken = (await signIn(email)).AuthenticationResult?.AccessToken;
    const { SecretCode = "" } = await client.send(
      new AssociateSoftwareTokenCommand({ AccessToken }),
    );
    const UserCode = totpCode(SecretCode);
    await client.send(new VerifySoftwareTokenCommand({ AccessToken, UserCode }));
    const SoftwareTokenMfaSettings = { Enabled: true, PreferredMfa: true };
    await client.send(new SetUserMFAPreferenceCommand({ AccessToken, SoftwareTokenMfaSettings }));

    const { ChallengeName, Session, AuthenticationResult } = await signIn(email);
    expect(ChallengeName).toBe("SOFTWARE_TOKEN_MFA");
    expect(AuthenticationResult).toBeUndefined();
    const respond = (SOFTWARE_TOKEN_MFA_CODE: string) =>
      client.send(
        new RespondToAuthChallengeCommand({
          ClientId,
          ChallengeName: "SOFTWARE_TOKEN_MFA",
          Session,
          ChallengeResponses: { USERNAME: email, SOFTWARE_TOKEN_MFA_CODE },
        }),
      );
    await expect(respond("no code")).rejects.toMatchObject({ name: "CodeMismatchException" });
    const finished = await respond(totpCode(SecretCode));
    expect(finished.AuthenticationResult?.RefreshToken).toBeTruthy();
  });

  it("ends every session at a global sign-out, by the user or for them", async () => {
    const email = await registered();
    const first = (await signIn(email)).AuthenticationResult;
    await client.send(new GlobalSignOutCommand({ AccessToken: first?.AccessToken }));
    await expect(refresh(first?.RefreshToken)).rejects.toMatchObject({
      name: "NotAuthorizedException",
    });

    const second = (await signIn(email)).AuthenticationResult;
    const user = { UserPoolId: poolId, Username: email };
    await client.send(new AdminUserGlobalSignOutCommand(user));
    const { AccessToken } = second ?? {};
    await expect(client.send(new GetUserCommand({ AccessToken }))).rejects.toThrow("revoked");
  });
});

describe("a forgotten password", () => {
  it("is replaced by a mailed code", async () => {
    const email = await registered();
    await client.send(new ForgotPasswordCommand({ ClientId, Username: email }));
    const ConfirmationCode = await codeFor(email);
    const reset = { ClientId, Username: email, ConfirmationCode, Password: "Another-43" };
    await client.send(new ConfirmForgotPasswordCommand(reset));
    await expect(signIn(email)).rejects.toMatchObject({ name: "NotAuthorizedException" });
    await signIn(email, "Another-43");
  });

  it("tells nobody whether there is an account", async () => {
    const answer = await client.send(
      new ForgotPasswordCommand({ ClientId, Username: "nobody@example.com" }),
    );
    expect(answer.CodeDeliveryDetails?.Destination).toBe("n***@e***");
  });
});

describe("an administrator", () => {
  it("creates a user with a permanent password, and all of it survives a restart", async () => {
    const email = address();
    const user = { UserPoolId: poolId, Username: email };
    await client.send(new AdminCreateUserCommand({ ...user, MessageAction: "SUPPRESS" }));
    const set = { ...user, Password: password, Permanent: true };
    await client.send(new AdminSetUserPasswordCommand(set));
    const before = { poolId, ClientId, issuer: cognito.emulator.issuer(poolId) };

    await cognito.close();
    await start();

    expect({ poolId, ClientId, issuer: cognito.emulator.issuer(poolId) }).toEqual(before);
    const found = await client.send(new AdminGetUserCommand(user));
    expect(found.UserStatus).toBe("CONFIRMED");
    await signIn(email);
  });

  it("is told when there is no such user", async () => {
    const user = { UserPoolId: poolId, Username: "nobody@example.com" };
    await expect(client.send(new AdminGetUserCommand(user))).rejects.toMatchObject({
      name: "UserNotFoundException",
    });
  });
});
