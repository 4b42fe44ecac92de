import type { File } from "#contracts/endpoint";
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

/**
 * A file for one person's eyes: shown by the browser, saved under its name, kept by no cache. HTTP
 * APIs carry bytes as base64.
 */
export function download(contentType: string, { name, bytes }: File, cookies: string[]): Result {
  return {
    statusCode: 200,
    headers: {
      "content-type": contentType,
      "content-disposition": `inline; filename="${name}"`,
      "cache-control": "private, no-store",
    },
    cookies,
    isBase64Encoded: true,
    body: Buffer.from(bytes).toString("base64"),
  };
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
