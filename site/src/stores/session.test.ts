import { describe, expect, it } from "vitest";
import { ApiError } from "../api/client.ts";
import { accountMessage, nextPath } from "./session.ts";

describe("where to go after signing in", () => {
  it("is where the visitor was", () => {
    expect(nextPath("?next=%2Fadmin%2Forders%3Fstatus%3DPAID", "/orders")).toBe(
      "/admin/orders?status=PAID",
    );
  });
  it("is never another site", () => {
    for (const next of ["https://evil.example", "//evil.example", "/\\evil.example", "evil"]) {
      expect(nextPath(`?next=${encodeURIComponent(next)}`, "/orders")).toBe("/orders");
    }
  });
  it("is the orders otherwise", () => {
    expect(nextPath("", "/orders")).toBe("/orders");
  });
});

it("does not say which of e-mail and password is wrong", () => {
  const refused = new ApiError("INVALID_CREDENTIALS", "User does not exist.", 401);
  expect(accountMessage(refused)).toBe("E-mail and password do not belong together.");
});
