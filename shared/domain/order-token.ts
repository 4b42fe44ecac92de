import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * What opens one order without an account: HMAC-SHA-256 over its number, base64url. It can be made
 * again whenever a mail needs it, so it is kept nowhere.
 */
export function sign(orderNumber: string, secret: string): string {
  return createHmac("sha256", secret).update(orderNumber).digest("base64url");
}

/** Compared in constant time, so that a token cannot be guessed byte by byte. */
export function opens(token: string, orderNumber: string, secret: string): boolean {
  const given = Buffer.from(token);
  const right = Buffer.from(sign(orderNumber, secret));
  return given.length === right.length && timingSafeEqual(given, right);
}
