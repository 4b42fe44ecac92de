import { describe, expect, it } from "vitest";
import * as OrderToken from "./order-token.ts";

const secret = "a-secret-of-sixteen-or-more";
const number = "P-261123-7F3KQ";

describe("an order's access token", () => {
  it("opens its order, and no other", () => {
    const token = OrderToken.sign(number, secret);
    expect(OrderToken.opens(token, number, secret)).toBe(true);
    expect(OrderToken.opens(token, "P-261123-7F3KR", secret)).toBe(false);
  });

  it("does not survive another secret, a cut or a stretch", () => {
    const token = OrderToken.sign(number, secret);
    expect(OrderToken.opens(token, number, `${secret}!`)).toBe(false);
    expect(OrderToken.opens(token.slice(1), number, secret)).toBe(false);
    expect(OrderToken.opens(`${token}A`, number, secret)).toBe(false);
    expect(OrderToken.opens("", number, secret)).toBe(false);
  });

  it("fits into a link as it is", () => {
    expect(OrderToken.sign(number, secret)).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });
});
