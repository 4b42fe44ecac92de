import { z } from "zod";
import { OPENAPI_KEY, openapi } from "#contracts/system";
import * as Storage from "#gateways/storage";
import { serve } from "#kit/endpoint";
import { Problem } from "#values/error-codes";

const schema = z.record(z.string(), z.unknown());
let document: Record<string, unknown> | undefined;

/** The document is uploaded with each deployment, so a function that is kept warm may keep it. */
export const handler = serve(openapi, async () => {
  document ??= await read();
  return document;
});

async function read(): Promise<Record<string, unknown>> {
  const stored = await Storage.get("pages", OPENAPI_KEY);
  if (stored === undefined) {
    throw new Problem("UNAVAILABLE", "The document is not uploaded yet.", { retryAfter: 30 });
  }
  return schema.parse(JSON.parse(new TextDecoder().decode(stored.body)));
}
