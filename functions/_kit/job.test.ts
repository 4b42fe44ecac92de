import type { SQSEvent } from "aws-lambda";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { onBatch, onMessage } from "./job.ts";

function batch(...bodies: string[]): SQSEvent {
  return {
    Records: bodies.map((body, index) => ({
      messageId: `m${index}`,
      body,
      attributes: { ApproximateReceiveCount: "1" },
    })),
  } as SQSEvent;
}

const schema = z.object({ n: z.number() });

beforeAll(() => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});

describe("a queue's job", () => {
  it("reports one poison message in ten alone", async () => {
    const done: number[] = [];
    const handler = onMessage(schema, async ({ message }) => {
      if (message.n === 3) throw new Error("poison");
      done.push(message.n);
    });
    const bodies = Array.from({ length: 10 }, (_, n) => JSON.stringify({ n }));
    await expect(handler(batch(...bodies))).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: "m3" }],
    });
    expect(done).toEqual([0, 1, 2, 4, 5, 6, 7, 8, 9]);
  });

  it("reports what does not fit its schema or is no JSON, and still handles the rest", async () => {
    const seen: number[] = [];
    const handler = onBatch(schema, async (deliveries) => {
      seen.push(...deliveries.map(({ message }) => message.n));
      return deliveries.filter(({ message }) => message.n === 2).map(({ id }) => id);
    });
    const result = await handler(batch("nonsense", '{"n":"x"}', '{"n":1}', '{"n":2}'));
    expect(result.batchItemFailures.map((one) => one.itemIdentifier)).toEqual(["m0", "m1", "m3"]);
    expect(seen).toEqual([1, 2]);
  });
});
