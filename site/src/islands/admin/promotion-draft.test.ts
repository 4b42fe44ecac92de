import { describe, expect, it } from "vitest";
import { promotionCreate } from "../../../../shared/contracts/promotions.ts";
import {
  EMPTY_DRAFT,
  effectInWords,
  type Promotion,
  stateOf,
  toBody,
  toDraft,
} from "./promotion-draft.ts";

const sunny: Promotion = {
  id: "SUNNY10",
  code: "SUNNY10",
  title: "A sunny day",
  effect: { kind: "percent", percent: 10 },
  minimum: 20,
  products: [],
  categories: ["birds"],
  startsAt: "2026-11-01T00:00:00.000Z",
  endsAt: null,
  maxUses: 100,
  maxUsesPerCustomer: 1,
  used: 3,
  combines: false,
  active: true,
  version: 4,
  createdAt: "2026-11-01T00:00:00.000Z",
  updatedAt: "2026-11-01T00:00:00.000Z",
};

describe("a promotion that is typed", () => {
  it("comes out as it went in, and the API takes it", () => {
    const { body } = toBody(toDraft(sunny));
    expect(body).toMatchObject({
      code: "SUNNY10",
      effect: { kind: "percent", percent: 10 },
      minimum: 20,
      categories: ["birds"],
      startsAt: "2026-11-01T00:00:00.000Z",
      endsAt: null,
      maxUses: 100,
    });
    expect(promotionCreate.safeParse(body).success).toBe(true);
  });
  it("says which number is none", () => {
    const draft = {
      ...EMPTY_DRAFT,
      title: "x",
      kind: "amount" as const,
      value: "ten",
      maxUses: "-1",
    };
    expect(toBody(draft).errors).toEqual({
      "effect.amount": "An amount, such as 10.00.",
      maxUses: "A whole number, or nothing.",
    });
    expect(toBody({ ...EMPTY_DRAFT, value: "0" }).errors).toEqual({
      "effect.percent": "From 1 to 100.",
    });
  });
  it("has no code where it applies by itself", () => {
    expect(toBody({ ...EMPTY_DRAFT, automatic: true, code: "LEFTOVER" }).body?.code).toBeNull();
  });
});

describe("a promotion in a list", () => {
  const now = new Date("2026-11-23T10:00:00Z");
  it("says what it does", () => {
    expect(effectInWords(sunny.effect)).toBe("10% off");
    expect(effectInWords({ kind: "amount", amount: 5 })).toBe("€5.00 off");
    expect(effectInWords({ kind: "shipping" })).toBe("Free delivery");
  });
  it("says whether it works now", () => {
    expect(stateOf(sunny, now)[1]).toBe("Running");
    expect(stateOf({ ...sunny, active: false }, now)[1]).toBe("Off");
    expect(stateOf({ ...sunny, used: 100 }, now)[1]).toBe("Used up");
    expect(stateOf({ ...sunny, endsAt: "2026-11-22T00:00:00.000Z" }, now)[1]).toBe("Over");
    expect(stateOf({ ...sunny, startsAt: "2026-12-01T00:00:00.000Z" }, now)[1]).toBe(
      "Begins later",
    );
  });
});
