import { describe, expect, it } from "vitest";
import { describeError } from "./describe-error.ts";

describe("an error in the log", () => {
  it("says what led to it, three causes deep", () => {
    const deepest = new TypeError("fetch failed", { cause: "ECONNRESET" });
    const provider = new Error("An error occurred with our connection.", { cause: deepest });
    const error = new Error("The payment service does not answer.", { cause: provider });
    expect(describeError(error)).toMatchObject({
      name: "Error",
      message: "The payment service does not answer.",
      stack: expect.stringContaining("describe-error.test.ts"),
      cause: "Error: An error occurred with our connection. < TypeError: fetch failed < ECONNRESET",
    });
    expect(describeError(new Error("alone")).cause).toBeUndefined();
    expect(describeError("thrown text").message).toBe("thrown text");
  });

  it.each([
    "maren.holt@example.com",
    "Maren+shop@sub.example.co.uk",
    '"<maren@example.de>"',
    "'maren@xn--mnchen-3ya.example'",
  ])("names nobody by %s", (address) => {
    const cause = new Error(`Invalid email address: ${address}.`);
    const described = JSON.stringify(describeError(new Error(`For ${address}`, { cause })));
    expect(described).not.toMatch(/maren/i);
    expect(described).toContain("[e-mail]");
  });
});
