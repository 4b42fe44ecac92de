import { describe, expect, it } from "vitest";
import { matchesTotp, newTotpSecret, totpCode } from "./totp.ts";

/** The secret "12345678901234567890" of RFC 6238, appendix B, in base32. */
const RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

describe("codes of an authenticator app", () => {
  it.each([
    [59, "287082"],
    [1_111_111_109, "081804"],
    [2_000_000_000, "279037"],
  ])("are those of RFC 6238 at %i seconds", (seconds, expected) => {
    expect(totpCode(RFC_SECRET, seconds * 1000)).toBe(expected);
  });

  it("fit their secret alone", () => {
    const secret = newTotpSecret();
    expect(matchesTotp(secret, totpCode(secret))).toBe(true);
    expect(matchesTotp(undefined, "000000")).toBe(false);
  });
});
