import { stripe } from "#contracts/webhooks";
import { concernsOrders } from "#flows/payment";
import { send } from "#gateways/queue";
import { verifyEvent } from "#gateways/stripe-events";
import { serve } from "#kit/endpoint";

/** Verifies, queues, answers: a queue that does not take it is a 5xx, and Stripe sends it again. */
export const handler = serve(stripe, async ({ rawBody, header }) => {
  const message = await verifyEvent(rawBody, header("stripe-signature"), concernsOrders);
  if (message !== undefined) await send("orders", message);
  return { received: true };
});
