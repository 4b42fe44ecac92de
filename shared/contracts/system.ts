import { z } from "zod";
import { endpoint, type ServerSide } from "./endpoint.ts";

export const health = endpoint({
  id: "system.health",
  method: "GET",
  path: "/health",
  summary: "Whether the API answers",
  permission: "public",
  response: z.object({ status: z.literal("ok"), version: z.string(), time: z.iso.datetime() }),
});

/**
 * Where the pages bucket holds the document. It is uploaded, not bundled: in a bundle it would change
 * that function's asset with every endpoint that is added.
 */
export const OPENAPI_KEY = "api/v1/openapi.json";

export const openapi = endpoint({
  id: "system.openapi",
  method: "GET",
  path: "/openapi.json",
  summary: "This API as OpenAPI 3.1, derived from the contracts",
  permission: "public",
  response: z.record(z.string(), z.unknown()),
  bare: true,
});

/** Every path that no other route has. `/*` becomes the HTTP API's `$default` route. */
export const notFound = endpoint({
  id: "system.notFound",
  method: "ANY",
  path: "/*",
  summary: "The envelope for unknown routes",
  permission: "public",
  errors: ["NOT_FOUND"],
});

export const server = {
  "system.health": { impact: "Monitors cannot see whether the API answers." },
  "system.openapi": { impact: "API clients cannot read the contract.", pages: "read" },
  "system.notFound": { impact: "Unknown routes answer without the envelope." },
} satisfies Record<string, ServerSide>;
