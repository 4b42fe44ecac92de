import { z } from "zod";
import type { HttpResponse } from "../http-message.ts";

const headerValue = z.union([z.string(), z.number(), z.boolean()]);

const responseSchema = z.looseObject({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), headerValue).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/**
 * Reads a handler's result as HTTP APIs and function URLs do: an object with a status code is the
 * response, anything else is the body of a 200.
 *
 * @param defaultType content type of a response that names none
 * @returns undefined when the result has a status code but is malformed
 */
export function responseOf(result: unknown, defaultType: string): HttpResponse | undefined {
  if (typeof result !== "object" || result === null || !("statusCode" in result)) {
    const body = typeof result === "string" ? result : JSON.stringify(result ?? null);
    return {
      status: 200,
      headers: { "content-type": ["application/json"] },
      body: Buffer.from(body),
    };
  }
  const parsed = responseSchema.safeParse(result);
  if (!parsed.success) return undefined;
  const { statusCode, headers, cookies, body, isBase64Encoded } = parsed.data;
  const lowerCase: Record<string, readonly string[]> = {};
  for (const [name, value] of Object.entries(headers ?? {})) {
    lowerCase[name.toLowerCase()] = [String(value)];
  }
  // The length is counted anew; a handler's own would be wrong after decoding.
  delete lowerCase["content-length"];
  lowerCase["content-type"] ??= [defaultType];
  if (cookies != null && cookies.length > 0) {
    lowerCase["set-cookie"] = [...(lowerCase["set-cookie"] ?? []), ...cookies];
  }
  return {
    status: statusCode,
    headers: lowerCase,
    body: Buffer.from(body ?? "", isBase64Encoded === true ? "base64" : "utf8"),
  };
}
