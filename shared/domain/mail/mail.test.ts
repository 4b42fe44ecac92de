import { describe, expect, it } from "vitest";
import { mockFulfilment, mockOrder } from "#data/order";
import { oklchToHex, tileColour } from "./colour.ts";
import { orderPaid } from "./order-paid.ts";
import { orderShipped } from "./order-shipped.ts";

const URL = "https://shop.example/orders/P-261123-7F3KQ?token=a&b";

function paid(overrides: Parameters<typeof mockOrder>[0] = {}) {
  const { payment } = mockOrder();
  return mockOrder({
    status: "PAID",
    payment: { ...payment, method: "visa 4242", paidAt: "2026-11-22T15:58:00.000Z" },
    ...overrides,
  });
}

const item = (overrides: object) => ({ ...mockOrder().items[0]!, ...overrides });

describe("the confirmation of a paid order", () => {
  it("thanks by name, counts the pieces and says when they come", () => {
    const { subject, html, text } = orderPaid(paid(), URL);

    expect(subject).toBe("Your order P-261123-7F3KQ");
    for (const body of [html, text]) {
      expect(body).toContain("Thank you, Maren. Two are on their way to the box.");
      expect(body).toContain("by Monday noon");
      expect(body).toContain("between 25 and 27 November");
    }
  });

  it("shows what was bought, what was paid and where it goes, in both forms", () => {
    const { html, text } = orderPaid(paid(), URL);

    for (const body of [html, text]) {
      for (const part of ["Fox", "2 × 9 cm", "€48.00", "€4.90", "Visa 4242", "€52.90", "€8.45"]) {
        expect(body).toContain(part);
      }
      expect(body).toContain("Maren Holt, Kastanienallee 12, 10435 Berlin, Germany");
    }
  });

  it("leads to the order by one button, and by the same address in plain text", () => {
    const { html, text } = orderPaid(paid(), URL);

    expect(html.match(/P-261123-7F3KQ\?token=a&amp;b"/g)).toHaveLength(1);
    expect(text).toContain(URL);
  });

  it("speaks of one piece in the singular", () => {
    const order = paid({ items: [item({ quantity: 1, total: 2400 })] });

    const { text } = orderPaid(order, URL);

    expect(text).toContain("One is on its way to the box.");
    expect(text).toContain("It leaves by Monday noon");
    expect(text).toContain("Fox, 9 cm: €24.00");
  });

  it("calls post free that costs nothing", () => {
    expect(orderPaid(paid({ shipping: 0 }), URL).text).toContain("Post: Free");
  });

  it("escapes what shoppers and staff typed", () => {
    const order = paid({
      items: [item({ name: `<script>"Fox" & 'Co'</script>`, image: '/x"onerror="alert(1)' })],
      shippingAddress: { ...mockOrder().shippingAddress, name: "<b>Eve</b>" },
    });

    const { html } = orderPaid(order, URL);

    expect(html).not.toMatch(/<script|<b>Eve|"onerror/);
    expect(html).toContain("&lt;script&gt;&quot;Fox&quot; &amp; &#39;Co&#39;");
  });

  it("takes pictures from the shop where the order was made, and others as they are", () => {
    const order = paid({
      items: [item({}), item({ sku: "x", image: "https://cdn.example/owl.webp" })],
    });

    const { html } = orderPaid(order, URL);

    expect(html).toContain('src="https://shop.example/media/figurines/fox.webp"');
    expect(html).toContain('src="https://cdn.example/owl.webp"');
  });

  it("uses only what mail programs understand", () => {
    const { html } = orderPaid(paid(), URL);

    expect(html).not.toMatch(/oklch|light-dark|var\(|display:\s*(grid|flex)|<svg/);
    expect(html.match(/height="14"/g)).toHaveLength(12);
    expect(Buffer.byteLength(html)).toBeLessThan(100_000);
  });
});

describe("the news that a parcel left", () => {
  it("names carrier and number", () => {
    const fulfilments = [mockFulfilment({ carrier: "DHL", trackingNumber: "0034" })];

    const { subject, html, text } = orderShipped(paid({ fulfilments }), URL);

    expect(subject).toBe("Your parcel is on its way: P-261123-7F3KQ");
    for (const body of [html, text]) {
      expect(body).toContain("On the road, Maren. Two have left the shop.");
      expect(body).toContain("DHL carries them. The number is 0034.");
    }
  });

  it("does without both", () => {
    const fulfilments = [mockFulfilment({ carrier: null, trackingNumber: null })];

    const { text } = orderShipped(paid({ fulfilments }), URL);

    expect(text).toContain("They are in the post.");
    expect(text).not.toMatch(/null|undefined/);
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
