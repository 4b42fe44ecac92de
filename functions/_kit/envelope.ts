import { Problem } from "#values/error-codes";
import type { Result } from "./request.ts";

const HEADERS = { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" };

/** The success envelope; 204 has no body. */
export function success(status: number, data: unknown, meta: unknown, cookies: string[]): Result {
  if (status === 204) return { statusCode: 204, headers: { "cache-control": "no-store" }, cookies };
  const body = meta === undefined ? { success: true, data } : { success: true, data, meta };
  return { statusCode: status, headers: HEADERS, cookies, body: JSON.stringify(body) };
}

/** The body alone, for documents with a form of their own. */
export function bare(status: number, data: unknown): Result {
  return { statusCode: status, headers: HEADERS, body: JSON.stringify(data) };
}

/** The error envelope. Never a stack, never a message that was not written for callers. */
export function failure(error: unknown, cookies: string[]): Result {
  const problem =
    error instanceof Problem
      ? error
      : new Problem("INTERNAL_ERROR", "That is our fault. Try again in a moment.");
  const { code, message, statusCode, details, retryAfter } = problem;
  const headers =
    retryAfter === undefined ? HEADERS : { ...HEADERS, "retry-after": String(retryAfter) };
  const content = details === undefined ? {} : { details };
  return {
    statusCode,
    headers,
    cookies,
    body: JSON.stringify({ success: false, error: { code, message, statusCode, ...content } }),
  };
}
