import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Problem } from "#values/error-codes";
import * as Cognito from "./cognito.ts";

/** Answers every operation with what `answer` says. */
let server: Server;
let answer: { status: number; body: object } = { status: 200, body: {} };
const before = { ...process.env };

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      response.writeHead(answer.status, { "content-type": "application/x-amz-json-1.1" });
      response.end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  Object.assign(process.env, {
    AWS_REGION: "eu-central-1",
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    USER_POOL_CLIENT_ID: "client",
  });
});

afterAll(async () => {
  process.env = before;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function refuse(name: string, message = name, status = 400): void {
  answer = { status, body: { __type: name, message } };
}

async function problemOf(promise: Promise<unknown>): Promise<Problem> {
  const error = await promise.catch((thrown: unknown) => thrown);
  if (error instanceof Problem) return error;
  throw new Error(`No problem, but ${String(error)}`);
}

const email = "ada@example.com";

describe("signing in", () => {
  it.each([
    ["NotAuthorizedException", "INVALID_CREDENTIALS"],
    ["UserNotFoundException", "INVALID_CREDENTIALS"],
    ["UserNotConfirmedException", "ACCOUNT_UNCONFIRMED"],
    ["TooManyRequestsException", "TOO_MANY_REQUESTS"],
    ["InternalErrorException", "UNAVAILABLE"],
  ])("answers %s as %s", async (name, code) => {
    refuse(name);

    expect((await problemOf(Cognito.signIn(email, "wrong"))).code).toBe(code);
  });

  it("does not tell an unknown address from a wrong password", async () => {
    refuse("UserNotFoundException", "User does not exist.");
    const unknown = await problemOf(Cognito.signIn(email, "wrong"));
    refuse("NotAuthorizedException", "Incorrect username or password.");
    const wrong = await problemOf(Cognito.signIn(email, "wrong"));

    expect(unknown.message).toBe(wrong.message);
  });

  it("says when to come back after too many tries", async () => {
    refuse("NotAuthorizedException", "Password attempts exceeded");

    const problem = await problemOf(Cognito.signIn(email, "wrong"));

    expect(problem.code).toBe("TOO_MANY_REQUESTS");
    expect(problem.retryAfter).toBeGreaterThan(0);
  });

  it("reads who it is from the ID token", async () => {
    const claims = { sub: "sub-1", email, name: "Ada", "cognito:groups": ["staff", "other"] };
    const IdToken = `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.x`;
    const AuthenticationResult = { AccessToken: "a", RefreshToken: "r", IdToken, ExpiresIn: 3600 };
    answer = { status: 200, body: { AuthenticationResult } };

    expect(await Cognito.signIn(email, "right")).toEqual({
      identity: { sub: "sub-1", email, name: "Ada", role: "staff" },
      accessToken: "a",
      refreshToken: "r",
      expiresIn: 3600,
    });
  });
});

describe("a mailed code", () => {
  it.each([
    "CodeMismatchException",
    "ExpiredCodeException",
    "UserNotFoundException",
    "NotAuthorizedException",
  ])("that meets %s is wrong, and says so at its field", async (name) => {
    refuse(name);

    const problem = await problemOf(Cognito.confirmSignUp(email, "000000"));

    expect(problem.code).toBe("CODE_INVALID");
    expect(problem.details?.[0]?.field).toBe("code");
  });

  it("is sent, or not, without telling whether there is an account", async () => {
    refuse("UserNotFoundException");
    await expect(Cognito.forgotPassword(email)).resolves.toBeUndefined();
    refuse("InvalidParameterException", "User is already confirmed.");
    await expect(Cognito.resendCode(email)).resolves.toBeUndefined();
  });

  it("is not sent endlessly", async () => {
    refuse("LimitExceededException");

    expect((await problemOf(Cognito.resendCode(email))).code).toBe("TOO_MANY_REQUESTS");
  });
});

describe("a new password", () => {
  it("that the policy refuses comes back at its field, with what is missing", async () => {
    refuse(
      "InvalidPasswordException",
      "Password did not conform with policy: Password not long enough",
    );

    const problem = await problemOf(Cognito.resetPassword(email, "000000", "short"));

    expect(problem.code).toBe("VALIDATION_ERROR");
    expect(problem.details).toEqual([{ field: "password", message: "Password not long enough" }]);
  });

  it("opens no second account for an address", async () => {
    refuse("UsernameExistsException");

    const signingUp = Cognito.signUp({ email, password: "long enough", name: "Ada" });

    expect((await problemOf(signingUp)).code).toBe("EMAIL_TAKEN");
  });
});

describe("a refresh token", () => {
  it("that is spent gives nothing", async () => {
    refuse("NotAuthorizedException", "Refresh Token has been revoked");

    expect(await Cognito.refresh("spent")).toBeUndefined();
  });

  it("is no reason to sign somebody out while Cognito is down", async () => {
    refuse("InternalErrorException", "down", 500);

    expect((await problemOf(Cognito.refresh("good"))).code).toBe("UNAVAILABLE");
  });
});
