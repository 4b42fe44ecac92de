import { z } from "zod";
import { endpoint, type ServerSide } from "./endpoint.ts";

export const stripe = endpoint({
  id: "webhooks.stripe",
  method: "POST",
  path: "/webhooks/stripe",
  summary: "Stripe's events: verified on the raw body, then queued",
  permission: "public",
  rawBody: true,
  response: z.object({ received: z.boolean() }),
  errors: ["WEBHOOK_SIGNATURE_INVALID"],
});

export const server = {
  "webhooks.stripe": {
    impact: "Paid orders stay pending until their hold ends and Stripe is asked.",
    sendsTo: ["orders"],
    secrets: ["stripe"],
    rate: { perSecond: 200, burst: 500 },
  },
} satisfies Record<string, ServerSide>;
