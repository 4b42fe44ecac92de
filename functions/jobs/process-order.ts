import { orderMessage } from "#contracts/messages";
import { processStripeEvent } from "#flows/payment";
import { onMessage } from "#kit/job";

export const handler = onMessage(orderMessage, ({ message }, now) =>
  processStripeEvent(message, now),
);
