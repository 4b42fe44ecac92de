import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { Problem } from "#values/error-codes";
import { CSRF } from "./cookies.ts";
import { bearer, cookie, type Event, header, storeUrl } from "./request.ts";

function sign(nonce: string, secret: string): string {
  return createHmac("sha256", secret).update(nonce).digest("base64url");
}

function same(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** A new signed token: `nonce.signature`. It says nothing about the caller and survives sign-in. */
export function newCsrfToken(secret: string): string {
  const nonce = randomBytes(16).toString("base64url");
  return `${nonce}.${sign(nonce, secret)}`;
}

/** Whether `token` was made by `newCsrfToken` with this secret. */
export function isCsrfToken(token: string, secret: string): boolean {
  const [nonce, signature, ...rest] = token.split(".");
  return (
    Boolean(nonce && signature && rest.length === 0) &&
    same(signature ?? "", sign(nonce ?? "", secret))
  );
}

/**
 * Signed double submit: the header must repeat the cookie, and the cookie must be one of ours.
 * A call with a bearer token carries no ambient authority and needs none.
 * Source: OWASP Cross-Site Request Forgery Prevention, "Signed Double-Submit Cookie".
 */
export function requireCsrf(event: Event, secret: string): void {
  const origin = header(event, "origin");
  if (origin !== undefined && origin !== storeUrl(event)) {
    throw new Problem("CSRF_REJECTED", "This request came from another site.");
  }
  if (bearer(event) !== undefined) return;
  if (header(event, "sec-fetch-site") === "cross-site") {
    throw new Problem("CSRF_REJECTED", "This request came from another site.");
  }
  const sent = header(event, "x-csrf-token");
  const kept = cookie(event, CSRF);
  if (sent === undefined || kept === undefined || !same(sent, kept) || !isCsrfToken(kept, secret)) {
    throw new Problem(
      "CSRF_REJECTED",
      "Send the token of GET /api/v1/auth/session as X-CSRF-Token, with its cookie.",
    );
  }
}
