import { beforeAll, describe, expect, it } from "vitest";
import { pay, placeOrder } from "../../infra/testing/purchase.ts";
import { openShop, type Shop } from "../../infra/testing/shop.ts";

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});

/** The timeline of a paid order whose confirmation goes to `email`, and the mails that went there. */
async function confirmation(email: string) {
  const { orderNumber, paymentUrl } = await placeOrder(shop.client(), { email });
  await pay(paymentUrl);
  await shop.idle();
  const staff = await shop.staff();
  const { body } = await staff.get(`/admin/orders/${orderNumber}`);
  const mails = (await shop.inbox()).filter(({ text }) => text.includes(orderNumber));
  const timeline: { kind: string; title: string; detail: string }[] = body.data.timeline;
  return { mails, entries: timeline.filter(({ kind }) => kind.startsWith("mail.")) };
}

describe("what SES tells of a mail reaches the order's timeline", () => {
  it("fault 23: a mail that arrives is one entry", async () => {
    const { entries } = await confirmation("success@simulator.amazonses.com");

    expect(entries).toEqual([
      expect.objectContaining({
        title: "Receipt sent",
        detail: "to success@simulator.amazonses.com",
      }),
    ]);
  });

  it.each([
    [
      "bounce+maren",
      "Mail came back",
      "Receipt sent: Permanent, General: smtp; 550 5.1.1 user unknown",
    ],
    ["suppressionlist", "Mail came back", "Receipt sent: Permanent, Suppressed: "],
    ["complaint", "Mail marked as spam", "Receipt sent: abuse"],
  ])("fault 23: %s: staff see it, and nobody writes again", async (mailbox, title, detail) => {
    const { mails, entries } = await confirmation(`${mailbox}@simulator.amazonses.com`);

    expect(mails).toHaveLength(1);
    expect(entries).toHaveLength(2);
    expect(entries[0]).toMatchObject({ kind: "mail.failed", title });
    expect(entries[0]?.detail).toContain(detail);
    expect(entries[1]).toMatchObject({ kind: "mail.sent", title: "Receipt sent" });
  });
});
