import { orderMessage } from "#contracts/messages";
import { processStripeEvent } from "#flows/payment";
import { processRefund } from "#flows/refund";
import { onMessage } from "#kit/job";

export const handler = onMessage(orderMessage, async ({ message }, now) => {
  switch (message.kind) {
    case "stripe.event":
      return await processStripeEvent(message, now);
    case "refund":
      return await processRefund(message, now);
  }
});
