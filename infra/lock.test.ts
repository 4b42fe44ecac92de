import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { withLock } from "./lock.ts";

const directory = mkdtempSync(join(tmpdir(), "parasol-lock-"));

afterAll(() => rmSync(directory, { recursive: true }));

describe("A lock", () => {
  it("lets one work at a time, and the next when that one failed", async () => {
    const lock = join(directory, "one");
    const events: string[] = [];
    const work = (name: string) => async () => {
      events.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      events.push(`${name} ends`);
      if (name === "first") throw new Error("It failed.");
    };

    const [first] = await Promise.allSettled([
      withLock(lock, work("first")),
      withLock(lock, work("second")),
    ]);

    expect(first.status).toBe("rejected");
    expect(events).toEqual(["first begins", "first ends", "second begins", "second ends"]);
  });

  it("is taken over from a process that is gone", async () => {
    const lock = join(directory, "two");
    mkdirSync(lock);
    // Beyond the highest pid that Linux gives.
    writeFileSync(join(lock, "pid"), "99999999");

    expect(await withLock(lock, async () => "done")).toBe("done");
  });
});
