import { z } from "zod";
import { OPENAPI_KEY, openapi } from "#contracts/system";
import * as Storage from "#gateways/storage";
import { serve } from "#kit/endpoint";
import { Problem } from "#values/error-codes";

const schema = z.record(z.string(), z.unknown());

/** Reads it at each call: a deployment may bring another document and leave this function warm. */
export const handler = serve(openapi, async () => {
  const stored = await Storage.get("pages", OPENAPI_KEY);
  if (stored === undefined) {
    throw new Problem("UNAVAILABLE", "The document is not uploaded yet.", { retryAfter: 30 });
  }
  return schema.parse(JSON.parse(new TextDecoder().decode(stored.body)));
});
