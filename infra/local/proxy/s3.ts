import type { IncomingMessage } from "node:http";
import type { JsonObject } from "../template/json.ts";
import type { ObjectChange } from "../seams.ts";

/**
 * Conditional writes, which the S3 emulator does not know: `If-None-Match: *` and `If-Match`.
 * Writes to one key wait for one another, so that of two at once one loses, as on S3.
 */
export class ConditionalWrites {
  readonly #tails = new Map<string, Promise<void>>();

  /** Runs one write to this key after those before it. */
  async inTurn<T>(key: string, write: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key) ?? Promise.resolve();
    const { promise: done, resolve: finish } = Promise.withResolvers<void>();
    this.#tails.set(key, done);
    await before;
    try {
      return await write();
    } finally {
      finish();
      if (this.#tails.get(key) === done) this.#tails.delete(key);
    }
  }
}

/**
 * Whether the condition on a write holds.
 *
 * @returns the status S3 answers when it does not: 412, or 404 for If-Match on a missing key
 */
export async function failedCondition(
  baseUrl: string,
  request: IncomingMessage,
): Promise<404 | 412 | undefined> {
  const path = request.url?.split("?")[0] ?? "/";
  const current = await fetch(`${baseUrl}${path}`, { method: "HEAD" });
  const exists = current.ok;
  const wanted = request.headers["if-match"];
  if (wanted !== undefined) {
    if (!exists) return 404;
    return unquoted(current.headers.get("etag") ?? "") === unquoted(wanted) ? undefined : 412;
  }
  return exists ? 412 : undefined;
}

export function isConditionalWrite(request: IncomingMessage): boolean {
  const { "if-match": match, "if-none-match": noneMatch } = request.headers;
  return request.method === "PUT" && (match !== undefined || noneMatch === "*");
}

const changes: Readonly<Record<string, ObjectChange["event"]>> = {
  CompleteMultipartUpload: "ObjectCreated:Put",
  CopyObject: "ObjectCreated:Copy",
  DeleteObject: "ObjectRemoved:Delete",
  PutObject: "ObjectCreated:Put",
};

/** What a successful S3 call changed, for bucket notifications. */
export function changeOf(
  operation: string,
  input: JsonObject,
  request: IncomingMessage,
  answer: IncomingMessage,
): ObjectChange | undefined {
  const event = changes[operation];
  if (event === undefined || (answer.statusCode ?? 500) >= 300) return undefined;
  const { headers } = request;
  return {
    bucket: String(input["Bucket"]),
    key: String(input["Key"]),
    event,
    size: Number(headers["x-amz-decoded-content-length"] ?? headers["content-length"] ?? 0),
    eTag: unquoted(answer.headers.etag ?? ""),
  };
}

function unquoted(eTag: string): string {
  return eTag.replaceAll('"', "");
}
