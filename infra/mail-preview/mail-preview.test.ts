import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ORDER_MAILS } from "#domain/mail/kinds";
import type { Listening } from "../local/listen.ts";
import { SAMPLES } from "./samples.ts";
import { openMailPreview } from "./server.ts";

let preview: Listening;

beforeAll(async () => {
  preview = await openMailPreview(0);
});

afterAll(() => preview.close());

async function get(path: string): Promise<{ status: number; type: string; body: string }> {
  const response = await fetch(`${preview.url}${path}`);
  const type = response.headers.get("content-type") ?? "";
  return { status: response.status, type, body: await response.text() };
}

describe("npm run mail:preview", () => {
  it("lists every mail that there is, each with its subject, two widths and plain text", async () => {
    const { status, body } = await get("/");

    expect(status).toBe(200);
    for (const { id } of SAMPLES) expect(body).toContain(`href="/${id}"`);
    expect(SAMPLES.map(({ id }) => id)).toEqual(expect.arrayContaining([...ORDER_MAILS]));
    expect(body).toContain("Your order P-261123-7F3KQ");
    expect(body).toMatch(/<iframe[^>]+width="600"[^]*<iframe[^>]+width="390"[^]*<pre>/);
  });

  it.each(SAMPLES)("shows $id whole, with pictures that are there", async ({ id }) => {
    const html = await get(`/${id}/html`);
    const text = await get(`/${id}/text`);

    expect([html.status, text.status]).toEqual([200, 200]);
    expect(html.type).toContain("text/html");
    expect(text.type).toContain("text/plain");
    const pictures = [...html.body.matchAll(/<img[^>]*?src="([^"]+)"/g)].map((one) => one[1] ?? "");
    const answers = await Promise.all(pictures.map((url) => fetch(url)));
    expect(answers.map((one) => one.status)).toEqual(pictures.map(() => 200));
    expect(text.body).not.toMatch(/null|undefined|NaN/);
  });

  it("says that there is no such mail", async () => {
    expect((await get("/order.dreamt")).status).toBe(404);
  });
});
