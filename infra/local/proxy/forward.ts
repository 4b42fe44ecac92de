import {
  Agent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as sendRequest,
} from "node:http";

/** Headers that speak of one connection, not of the message. */
const hopByHop: ReadonlySet<string> = new Set([
  "connection",
  "expect",
  "host",
  "keep-alive",
  "proxy-connection",
  "te",
  "transfer-encoding",
  "upgrade",
]);

const keepAlive = new Agent({ keepAlive: true, maxSockets: 256 });

/**
 * Sends a request on to an emulator.
 *
 * @param body what was already read, or the incoming message to be streamed
 * @returns the emulator's answer, its body unread
 */
export function forward(
  baseUrl: string,
  request: IncomingMessage,
  body: Buffer | IncomingMessage,
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const headers: IncomingHttpHeaders = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (!hopByHop.has(name)) headers[name] = value;
  }
  if (Buffer.isBuffer(body)) headers["content-length"] = String(body.length);
  const target = new URL(baseUrl);
  const outgoing = sendRequest({
    host: target.hostname,
    port: target.port,
    method: request.method,
    path: request.url,
    headers,
    agent: keepAlive,
  });
  outgoing.on("response", resolve).on("error", reject);
  if (Buffer.isBuffer(body)) outgoing.end(body);
  else body.on("aborted", () => outgoing.destroy()).pipe(outgoing);
  return promise;
}

/** Reads a message to its end. */
export async function readBody(message: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

/** An answer's headers without those of its connection. */
export function endToEndHeaders(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !hopByHop.has(name)) kept[name] = value;
  }
  return kept;
}
