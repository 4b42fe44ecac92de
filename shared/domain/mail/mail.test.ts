import { describe, expect, it } from "vitest";
import { mockOrder } from "#data/order";
import { mockStock } from "#data/stock";
import type { Fulfilment } from "#domain/fulfilment";
import type { Refund } from "#domain/refund";
import type { Return } from "#domain/return";
import { DEMO_SELLER } from "#domain/seller";
import { oklchToHex, tileColour } from "./colour.ts";
import { ORDER_MAILS, type OrderMail } from "./kinds.ts";
import { orderMail, passwordMail, stockMail } from "./letters.ts";

const URL = "https://shop.example/orders/P-261123-7F3KQ?token=a&b";

type Overrides = Parameters<typeof mockOrder>[0];

const item = (overrides: object = {}) => ({ ...mockOrder().items[0]!, ...overrides });
const WHALE = item({ sku: "0433-14", name: "Whale", options: { height: "14 cm" }, quantity: 1 });

function paid(overrides: Overrides = {}) {
  const { payment } = mockOrder();
  return mockOrder({
    status: "PAID",
    payment: {
      ...payment,
      intentId: "pi_1",
      method: "visa 4242",
      paidAt: "2026-11-22T15:58:00.000Z",
    },
    ...overrides,
  });
}

function parcel(overrides: Partial<Fulfilment> = {}): Fulfilment {
  return {
    id: "F1",
    lines: [{ sku: "0011-09", quantity: 2 }],
    carrier: "DHL",
    trackingNumber: "0034",
    trackingUrl: "https://dhl.example/0034?a=1&b=2",
    shippedAt: "2026-11-23T11:00:00.000Z",
    deliveredAt: null,
    actor: "sub-of-staff",
    ...overrides,
  };
}

function refund(overrides: Partial<Refund> = {}): Refund {
  return {
    id: "R1",
    status: "SUCCEEDED",
    amount: 2890,
    lines: [{ sku: "0011-09", quantity: 1 }],
    shipping: 490,
    restock: true,
    reason: "One ear was missing.",
    returnId: null,
    intentId: "pi_1",
    stripeRefundId: "re_1",
    failure: null,
    requestedAt: "2026-11-25T09:00:00.000Z",
    settledAt: "2026-11-25T09:00:02.000Z",
    actor: "sub-of-staff",
    ...overrides,
  };
}

function comesBack(overrides: Partial<Return> = {}): Return {
  return {
    id: "T1",
    status: "REQUESTED",
    lines: [{ sku: "0011-09", quantity: 1, reason: "Too small for the shelf" }],
    note: null,
    rejection: null,
    restocked: false,
    requestedAt: "2026-11-28T09:00:00.000Z",
    updatedAt: "2026-11-28T09:00:00.000Z",
    refundId: null,
    actor: "guest",
    ...overrides,
  };
}

const around = (subject?: string) => ({ subject, orderUrl: URL, seller: DEMO_SELLER });

async function written(kind: OrderMail, order = paid(), subject?: string) {
  const mail = await orderMail(kind, order, around(subject));
  if (mail === undefined) throw new Error(`${kind} is not true of this order.`);
  return mail;
}

/** As a reader sees the HTML: no tags, no entities. */
function words(html: string): string {
  return html
    .replace(/<(style|title)[^]*?<\/\1>/g, "")
    .replace(/<img[^>]*alt="([^"]*)"[^>]*>/g, "$1")
    .replace(/<[^>]+>/g, "")
    .replaceAll("&#x27;", "'")
    .replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

/** An order in which everything has happened that a mail may be about. */
function eventful() {
  return paid({
    items: [item(), WHALE],
    fulfilments: [parcel({ deliveredAt: "2026-11-25T08:00:00.000Z" })],
    refunds: [refund()],
    returns: [comesBack({ note: "The box is open.", rejection: "It was used as a doorstop." })],
  });
}

const truthful = (kind: OrderMail) =>
  kind === "order.cancelled" || kind === "order.payment-failed"
    ? { ...eventful(), status: "CANCELLED" as const }
    : eventful();

describe("every mail about an order", () => {
  it.each(ORDER_MAILS)(
    "%s names the order, and says all that it says in both forms",
    async (kind) => {
      const { subject, html, text } = await written(kind, truthful(kind));

      expect(subject).toContain("P-261123-7F3KQ");
      expect(text).toContain("P-261123-7F3KQ");
      const read = words(html);
      for (const line of text.split("\n").filter((one) => one !== "" && !one.includes("http"))) {
        for (const part of line.split(/[:,](?: |$)/)) expect(read).toContain(part);
      }
    },
  );

  it.each(ORDER_MAILS)("%s has every way on in plain text too, and one button", async (kind) => {
    const { html, text } = await written(kind, truthful(kind));

    const links = [...html.matchAll(/<a\b[^>]*?href="([^"]+)"/g)].map((one) =>
      (one[1] ?? "").replaceAll("&amp;", "&"),
    );
    expect(links.length).toBeGreaterThan(1);
    for (const one of links) expect(text).toContain(one);
    expect(html.match(/border-radius:99px/g)).toHaveLength(1);
  });

  it.each(ORDER_MAILS)("%s escapes what shoppers and staff typed", async (kind) => {
    const evil = `<script>"Fox" & 'Co'</script>`;
    const order = truthful(kind);

    const { html, text } = await written(kind, {
      ...order,
      items: order.items.map((one) => ({ ...one, name: evil, image: '/x"onerror="alert(1)' })),
      shippingAddress: { ...order.shippingAddress, name: "<b>Eve</b> Holt" },
      refunds: order.refunds.map((one) => ({ ...one, reason: evil })),
      returns: order.returns.map((one) => ({ ...one, note: evil, rejection: evil })),
      fulfilments: order.fulfilments.map((one) => ({ ...one, carrier: evil })),
    });

    expect(html).not.toMatch(/<script|<b>Eve|"onerror/);
    expect(html).toContain("&lt;b&gt;Eve&lt;/b&gt;");
    expect(text).toContain("<b>Eve</b>");
  });

  it.each(ORDER_MAILS)("%s uses only what mail programs understand", async (kind) => {
    const { html, text } = await written(kind, truthful(kind));

    expect(html).not.toMatch(/oklch|light-dark|var\(|display:\s*(grid|flex)|<svg/);
    expect(html.match(/height="14"/g)).toHaveLength(12);
    expect(Buffer.byteLength(html)).toBeLessThan(100_000);
    expect(text).not.toMatch(/null|undefined|NaN|\[object/);
    expect(html).not.toMatch(/>(null|undefined|NaN)|\[object/);
  });
});

describe("the confirmation of a paid order", () => {
  it("thanks by name, counts the pieces and says when they come", async () => {
    const { subject, html, text } = await written("order.paid");

    expect(subject).toBe("Your order P-261123-7F3KQ");
    for (const body of [words(html), text]) {
      expect(body).toContain("Thank you, Maren. Two are on their way to the box.");
      expect(body).toContain("by Monday noon");
      expect(body).toContain("between 25 and 27 November");
    }
  });

  it("shows what was bought, what was paid and where it goes, in both forms", async () => {
    const { html, text } = await written("order.paid");

    for (const body of [words(html), text]) {
      for (const part of ["Fox", "2 × 9 cm", "€48.00", "€4.90", "Visa 4242", "€52.90", "€8.45"]) {
        expect(body).toContain(part);
      }
      expect(body).toContain("Maren Holt, Kastanienallee 12, 10435 Berlin, Germany");
    }
  });

  it("shows each discount with its code, and what free post was worth", async () => {
    const used = {
      promotionId: "promo_1",
      limited: false,
      counted: false,
      countedForCustomer: false,
    };
    const { text } = await written(
      "order.paid",
      paid({
        discount: 500,
        shipping: 0,
        total: 4300,
        promotions: [
          { ...used, code: "FOX5", title: "Five off", kind: "amount", amount: 500 },
          { ...used, code: null, title: "Post on us", kind: "shipping", amount: 490 },
        ],
      }),
    );

    expect(text).toContain(
      "Figurines: €48.00\nFive off (FOX5): −€5.00\nPost on us: Free post\nPost: Free\nPaid with Visa 4242: €43.00",
    );
  });

  it("shows the tax of each rate: contained in the total, or added above it", async () => {
    const taxes = [
      { percent: 19, net: 3000, tax: 570 },
      { percent: 8.1, net: 1000, tax: 81 },
    ];

    const contained = await written("order.paid", paid({ taxes }));
    const added = await written("order.paid", paid({ taxes, taxIncluded: false }));

    expect(contained.text).toContain("€52.90\nIncludes 19% VAT: €5.70\nIncludes 8.1% VAT: €0.81");
    expect(added.text).toContain("VAT 19%: €5.70\nVAT 8.1%: €0.81\nPaid with Visa 4242: €52.90");
  });

  it("knows orders of before promotions and rates were kept", async () => {
    const { text } = await written("order.paid", paid({ discount: 300 }));

    expect(text).toContain("Discount: −€3.00");
    expect(text).toContain("Includes 19% VAT: €8.45");
  });

  it("says which pieces are not in the house yet", async () => {
    const order = paid({ items: [item({ backordered: 1 }), WHALE] });

    const { text } = await written("order.paid", order);

    expect(text).toContain("Not in the house yet, and sent once it is: 1 Fox.");
  });

  it("speaks of one piece in the singular", async () => {
    const order = paid({ items: [item({ quantity: 1, total: 2400 })] });

    const { text } = await written("order.paid", order);

    expect(text).toContain("One is on its way to the box.");
    expect(text).toContain("It leaves by Monday noon");
    expect(text).toContain("Fox, 9 cm: €24.00");
  });

  it("calls post free that costs nothing", async () => {
    expect((await written("order.paid", paid({ shipping: 0 }))).text).toContain("Post: Free");
  });

  it("takes pictures from the shop where the order was made, and others as they are", async () => {
    const order = paid({
      items: [item(), item({ sku: "x", image: "https://cdn.example/owl.webp" })],
    });

    const { html } = await written("order.paid", order);

    expect(html).toContain('src="https://shop.example/media/figurines/fox.webp"');
    expect(html).toContain('src="https://cdn.example/owl.webp"');
  });
});

describe("the news that a parcel left", () => {
  it("names carrier and number, leads to both, and shows no prices", async () => {
    const { subject, html, text } = await written(
      "order.shipped",
      paid({ fulfilments: [parcel()] }),
      "F1",
    );

    expect(subject).toBe("Your parcel is on its way: P-261123-7F3KQ");
    for (const body of [words(html), text]) {
      expect(body).toContain("On the road, Maren. Two have left the shop.");
      expect(body).toContain("DHL carries them. The number is 0034.");
      expect(body).not.toContain("€");
    }
    expect(text).toContain("Follow the parcel: https://dhl.example/0034?a=1&b=2");
    expect(text).toContain(`See your order: ${URL}`);
  });

  it("shows the parts that left, and what is still to come", async () => {
    const order = paid({
      items: [item(), WHALE],
      fulfilments: [parcel({ lines: [{ sku: "0011-09", quantity: 1 }] })],
    });

    const { text } = await written("order.shipped", order, "F1");

    expect(text).toContain("One has left the shop.");
    expect(text).toContain("Fox, 9 cm\n");
    expect(text).toContain("Still to come: 1 Fox, 1 Whale. We write when the next parcel leaves.");
  });

  it("is about the parcel of the event, and about the last one where an old event names none", async () => {
    const order = paid({
      fulfilments: [parcel(), parcel({ id: "F2", carrier: "Hermes", trackingNumber: "77" })],
    });

    expect((await written("order.shipped", order, "F1")).text).toContain("DHL carries them");
    expect((await written("order.shipped", order)).text).toContain("Hermes carries them");
    await expect(written("order.shipped", order, "F9")).rejects.toThrow("has no F9");
  });

  it("does without carrier, number and link", async () => {
    const bare = parcel({ carrier: null, trackingNumber: null, trackingUrl: null });

    const { text } = await written("order.shipped", paid({ fulfilments: [bare] }), "F1");

    expect(text).toContain("They are in the post.");
    expect(text).toContain(`See your order: ${URL}`);
  });
});

describe("the news that a parcel arrived", () => {
  it("names the day, and until when it may come back", async () => {
    const arrived = parcel({ deliveredAt: "2026-11-25T23:30:00.000Z" });

    const { text } = await written("order.delivered", paid({ fulfilments: [arrived] }), "F1");

    expect(text).toContain("Two are with you now, Maren.");
    expect(text).toContain("arrived on 26 November 2026");
    expect(text).toContain("until 26 December 2026");
  });
});

describe("the end of an order", () => {
  const over = { status: "CANCELLED" } as const;

  it("says that nothing was charged where nothing was", async () => {
    const { text } = await written("order.cancelled", mockOrder(over));

    expect(text).toContain("Order P-261123-7F3KQ is cancelled. Nothing was charged.");
  });

  it("says what goes back, and to which card", async () => {
    const back = refund({ status: "REQUESTED", amount: 5290, reason: "The order was cancelled." });
    const order = paid({ ...over, refunds: [back] });

    const { text } = await written("order.cancelled", order);

    expect(text).toContain("€52.90 goes back to Visa 4242.");
    expect(text).not.toContain("Nothing was charged");
  });

  it("says why where staff said so, and asks whether that was the shopper where nobody did", async () => {
    const of = (reason: string) =>
      paid({ ...over, refunds: [refund({ status: "REQUESTED", reason })] });

    const ours = (await written("order.cancelled", of("It broke in our hands."))).text;
    const theirs = (await written("order.cancelled", of("The order was cancelled."))).text;

    expect(ours).toContain("Why: It broke in our hands.");
    expect(ours).not.toContain("Was that not you?");
    expect(theirs).toContain("Was that not you?");
    expect(theirs).not.toContain("Why");
  });

  it("leads a shopper who did not pay in time back to the basket, and says why the bank said no", async () => {
    const { payment } = mockOrder();
    const order = mockOrder({
      ...over,
      payment: { ...payment, problem: "This card has expired. Nothing was charged." },
    });

    const { text } = await written("order.payment-failed", order);

    expect(text).toContain("Nothing was charged, Maren.");
    expect(text).toContain("Back to your basket: https://shop.example/basket");
    expect(text).toContain("This card has expired.");
  });

  it("is not told of an order that was paid after all", async () => {
    expect(await orderMail("order.payment-failed", paid(), around())).toBeUndefined();
    expect(await orderMail("order.cancelled", paid(), around())).toBeUndefined();
  });
});

describe("the news of a refund", () => {
  it("names amount, card, day and reason, and the pieces it is for", async () => {
    const { subject, text } = await written("order.refunded", paid({ refunds: [refund()] }), "R1");

    expect(subject).toBe("€28.90 back to you: P-261123-7F3KQ");
    expect(text).toContain("We gave €28.90 back to Visa 4242 on 25 November 2026.");
    expect(text).toContain("Fox, 9 cm");
    expect(text).toContain("Figurines: €24.00\nPost: €4.90\nGiven back: €28.90");
    expect(text).toContain("Why: One ear was missing.");
  });

  it("names no card of the order where another payment went back", async () => {
    const second = refund({ intentId: "pi_2", lines: [], shipping: 0, amount: 5290 });

    const { text } = await written("order.refunded", paid({ refunds: [second] }), "R1");

    expect(text).toContain("€52.90 back to the card it came from");
    expect(text).not.toContain("Visa");
  });

  it("is not told once the bank has sent it back", async () => {
    const order = paid({ refunds: [refund({ status: "FAILED" })] });

    expect(await orderMail("order.refunded", order, around("R1"))).toBeUndefined();
  });
});

describe("the steps of a return", () => {
  it("repeat what was asked for, and why", async () => {
    const order = paid({ returns: [comesBack({ note: "The box is open." })] });

    const { text } = await written("return.requested", order, "T1");

    expect(text).toContain("Fox, 9 cm. Too small for the shelf");
    expect(text).toContain("You wrote: The box is open.");
  });

  it("say where to send it", async () => {
    const order = paid({ returns: [comesBack({ status: "APPROVED" })] });

    const { text } = await written("return.approved", order, "T1");

    expect(text).toContain("Send it to:\nParasol demo shop\nMusterstraße 1\n10115 Berlin\nGermany");
    expect(text).toContain("Put a note into the parcel: P-261123-7F3KQ, T1");
  });

  it("say why not", async () => {
    const turnedDown = comesBack({ status: "REJECTED", rejection: "It was used as a doorstop." });

    const { text } = await written("return.rejected", paid({ returns: [turnedDown] }), "T1");

    expect(text).toContain("Why: It was used as a doorstop.");
  });

  it("say that it is here", async () => {
    const order = paid({ returns: [comesBack({ status: "RECEIVED" })] });

    const { text } = await written("return.received", order, "T1");

    expect(text).toContain("One is back with us, Maren.");
    expect(text).toContain("back to Visa 4242");
  });
});

describe("mails that no order is behind", () => {
  const sold = { name: "Fox", options: "9 cm", image: "/media/fox.webp", tint: null };
  const stock = mockStock({ available: 3, reserved: 2, onHand: 5, lowStockAt: 4 });

  it("tell staff how few are left, and lead to the product", async () => {
    const { subject, html, text } = await stockMail(stock, sold, "https://shop.example");

    expect(subject).toBe("Low stock: Fox, 9 cm, 3 left");
    for (const body of [words(html), text]) {
      expect(body).toContain("Three are left of Fox.");
      expect(body).toContain("0011-09");
    }
    expect(text).toContain("Open the product: https://shop.example/admin/products/prod_0fox");
    expect(text).toContain("Free to sell: 3\nReserved for orders: 2\nTold at or below: 4");
  });

  it("do without links where nobody has seen the shop yet", async () => {
    const { html, text } = await stockMail(stock, sold, undefined);

    expect(html).not.toMatch(/<a\b|<img/);
    expect(text).not.toContain("http");
  });

  it("tell a customer that the password is a new one, and what to do if that is news", async () => {
    const { html, text } = await passwordMail("maren@example.com", "https://shop.example");

    for (const body of [words(html), text]) expect(body).toContain("maren@example.com");
    expect(text).toContain("Set another password: https://shop.example/reset");
  });
});

describe("colours", () => {
  it("come out as sRGB", () => {
    expect(oklchToHex(1, 0, 0)).toBe("#ffffff");
    expect(oklchToHex(0, 0, 0)).toBe("#000000");
    // CSS Color 4 gives sRGB red as oklch(0.62796 0.25768 29.234).
    expect(oklchToHex(0.62796, 0.25768, 29.234)).toBe("#ff0000");
  });

  it("tint the ground behind a picture, and have one for pictures without a tint", () => {
    expect(tileColour({ hue: 51, chroma: 0.131 })).not.toBe(
      tileColour({ hue: 251, chroma: 0.131 }),
    );
    expect(tileColour(null)).toMatch(/^#[0-9a-f]{6}$/);
  });
});
