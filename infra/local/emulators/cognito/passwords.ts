import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { CognitoError } from "./errors.ts";
import type { Pool } from "./model.ts";

const derive = promisify<string, Buffer, number, Buffer>(scrypt);

/** @throws CognitoError InvalidPasswordException, worded as Cognito does */
export function assertPassword(pool: Pool, password: string): void {
  const policy = pool.Policies?.PasswordPolicy ?? {};
  const broken =
    password.length < (policy.MinimumLength ?? 8)
      ? "Password not long enough"
      : policy.RequireLowercase && !/[a-z]/.test(password)
        ? "Password must have lowercase characters"
        : policy.RequireUppercase && !/[A-Z]/.test(password)
          ? "Password must have uppercase characters"
          : policy.RequireNumbers && !/[0-9]/.test(password)
            ? "Password must have numeric characters"
            : policy.RequireSymbols && !/[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/.test(password)
              ? "Password must have symbol characters"
              : undefined;
  if (broken !== undefined) {
    throw new CognitoError(
      "InvalidPasswordException",
      `Password did not conform with policy: ${broken}`,
    );
  }
  if (password.length > 256) {
    throw new CognitoError("InvalidPasswordException", "Password is too long");
  }
}

/** Salted; anybody who reads a state directory still learns no password. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return `${salt.toString("base64")}.${(await derive(password, salt, 32)).toString("base64")}`;
}

/** True when `password` is the one that `hash` was made of. */
export async function matchesPassword(
  hash: string | undefined,
  password: string,
): Promise<boolean> {
  const [salt = "", key = ""] = (hash ?? "").split(".");
  const expected = Buffer.from(key, "base64");
  const actual = await derive(password, Buffer.from(salt, "base64"), 32);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
