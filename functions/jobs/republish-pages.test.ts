import { beforeEach, expect, it, vi } from "vitest";
import { handler } from "./republish-pages.ts";

const kept = new Map<string, string>();
const sent: unknown[] = [];

vi.mock("#gateways/storage", () => ({
  get: async (_bucket: string, key: string) => {
    const body = kept.get(key);
    return body === undefined ? undefined : { body: Buffer.from(body), metadata: {} };
  },
  put: async (_bucket: string, { key, body }: { key: string; body: string }) => {
    kept.set(key, body);
  },
}));
vi.mock("#gateways/queue", () => ({
  send: async (queue: string, message: unknown) => {
    sent.push([queue, message]);
  },
}));

const deploy = (RequestType: string, Renderer: string) =>
  handler({ RequestType, ResourceProperties: { Renderer, ServiceToken: "arn" } });

beforeEach(() => {
  kept.clear();
  sent.length = 0;
});

it("has all pages published at the first deployment, and at each that brings another renderer", async () => {
  expect(await deploy("Create", "one")).toEqual({ PhysicalResourceId: "published-pages" });
  await deploy("Update", "two");
  expect(sent).toEqual([
    ["publish", { everything: true }],
    ["publish", { everything: true }],
  ]);
});

it("leaves the pages alone where the renderer is the same", async () => {
  await deploy("Create", "one");
  await deploy("Update", "one");
  expect(sent).toHaveLength(1);
});

it("does nothing when the shop is taken down", async () => {
  await deploy("Delete", "one");
  expect(sent).toEqual([]);
  expect(kept.size).toBe(0);
});
