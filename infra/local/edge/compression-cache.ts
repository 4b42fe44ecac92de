import type { HttpResponse } from "../http-message.ts";

/** Compressed objects that are kept; a shop's scripts, styles and pages are fewer. */
const maximumEntries = 400;

/**
 * Compressed bodies by path, encoding and strong ETag, as CloudFront would cache them: the same
 * bytes are not compressed again for every viewer.
 */
export class CompressionCache {
  readonly #bodies = new Map<string, Buffer>();

  /**
   * @param compress makes the body when it is not kept, or cannot be
   */
  async body(
    path: string,
    encoding: string,
    response: HttpResponse,
    compress: () => Promise<Buffer>,
  ): Promise<Buffer> {
    const eTag = response.headers["etag"]?.[0];
    if (eTag === undefined || eTag.startsWith("W/")) return compress();
    const key = `${encoding} ${eTag} ${response.body.length} ${path}`;
    const kept = this.#bodies.get(key);
    if (kept !== undefined) return kept;
    const body = await compress();
    const oldest = this.#bodies.keys().next().value;
    if (this.#bodies.size >= maximumEntries && oldest !== undefined) this.#bodies.delete(oldest);
    this.#bodies.set(key, body);
    return body;
  }
}
