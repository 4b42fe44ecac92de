import { beforeAll, describe, expect, it } from "vitest";
import { openShop, type Shop } from "../../infra/testing/shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});

const event = JSON.stringify({
  id: "evt_forged",
  type: "checkout.session.completed",
  created: 1_763_888_000,
  data: { object: { object: "checkout.session", id: "cs_forged" } },
});

// That true events are taken is what every purchase in functions/jobs/process-order.test.ts shows.
describe("POST /webhooks/stripe", () => {
  it.each([
    ["no signature", {}],
    ["a forged signature", { "stripe-signature": "t=1763888000,v1=00ff" }],
    ["nonsense for a signature", { "stripe-signature": "nonsense" }],
  ])("refuses an event with %s", async (_, headers) => {
    const answer = await shop.client().post("/webhooks/stripe", undefined, {
      raw: event,
      headers,
      withoutCsrf: true,
    });
    expect(answer.status).toBe(400);
    expect(answer.body.error.code).toBe("WEBHOOK_SIGNATURE_INVALID");
  });
});
