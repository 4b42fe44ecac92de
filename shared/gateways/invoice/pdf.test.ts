import { describe, expect, it } from "vitest";
import { mockOrder } from "#data/order";
import { invoiceOf } from "#domain/invoice";
import type { Order } from "#domain/order";
import { DEMO_SELLER } from "#domain/seller";
import { drawInvoice } from "./pdf.ts";

const [item] = mockOrder().items;
const address = mockOrder().shippingAddress;

async function draw(overrides: Partial<Order> = {}): Promise<Buffer> {
  const order = mockOrder({ status: "PAID", ...overrides });
  const payment = { ...order.payment, paidAt: "2026-11-23T10:04:00.000Z" };
  return Buffer.from(await drawInvoice(invoiceOf({ ...order, payment }, DEMO_SELLER)));
}

const lines = (count: number, name: string) =>
  Array.from({ length: count }, () => ({ ...(item as NonNullable<typeof item>), name }));

const pages = (pdf: Buffer): number =>
  [...pdf.toString("latin1").matchAll(/\/Type \/Page\b(?!s)/g)].length;

describe("The PDF of an invoice", () => {
  it("is the same, byte by byte, whenever it is drawn", async () => {
    expect(await draw()).toEqual(await draw());
  });

  it("has one page for one line, and three for the 45 that an order may have", async () => {
    expect(pages(await draw())).toBe(1);
    expect(pages(await draw({ items: lines(45, "Fox") }))).toBe(3);
  });

  it("is small: it embeds the letters that it uses", async () => {
    expect((await draw({ items: lines(45, "Fox") })).length).toBeLessThan(60_000);
  });

  it.each([
    ["umlauts and other Latin", "Jürgen Weißmüller, Łódź, Şişli, Nguyễn"],
    ["Greek and Cyrillic", "Ελένη Παπαδοπούλου, Иван Петров"],
    ["Chinese, Japanese and Arabic", "山田太郎 鶴 محمد"],
    ["emoji of several code points", "🦊 👩‍👩‍👧‍👦 🏳️‍🌈 1️⃣"],
    ["combining marks and nothing else", "\u0301\u200D\uFE0F"],
    ["one word of 120 letters", "Ü".repeat(120)],
  ])("takes %s", async (_, name) => {
    const pdf = await draw({ items: lines(3, name), shippingAddress: { ...address, name } });
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
    expect(pages(pdf)).toBe(1);
  });
});
