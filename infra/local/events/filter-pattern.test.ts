import { describe, expect, it } from "vitest";
import { matchesPattern, passesFilters } from "./filter-pattern.ts";

const record = {
  eventName: "INSERT",
  dynamodb: {
    Keys: { pk: { S: "ORDER#P-261123-ABCDE" }, sk: { S: "OUTBOX#1" } },
    NewImage: { kind: { S: "outbox" }, gone: { NULL: true }, tags: { SS: ["a", "b"] } },
  },
};

describe("an event filter", () => {
  it("lets everything through when there is none", () => {
    expect(passesFilters([], record)).toBe(true);
  });

  it("needs one of several patterns", () => {
    const other = { eventName: ["REMOVE"] };
    expect(passesFilters([other, { eventName: ["INSERT", "MODIFY"] }], record)).toBe(true);
    expect(passesFilters([other], record)).toBe(false);
  });

  it("needs every field of a pattern", () => {
    const keys = { Keys: { sk: { S: [{ prefix: "OUTBOX#" }] } } };
    expect(matchesPattern({ eventName: ["INSERT"], dynamodb: keys }, record)).toBe(true);
    expect(matchesPattern({ eventName: ["MODIFY"], dynamodb: keys }, record)).toBe(false);
  });

  it.each([
    ["equality", ["INSERT"], true],
    ["equality with another", ["insert"], false],
    ["equality without case", [{ "equals-ignore-case": "insert" }], true],
    ["a prefix", [{ prefix: "INS" }], true],
    ["a wrong prefix", [{ prefix: "MOD" }], false],
    ["a suffix", [{ suffix: "ERT" }], true],
    ["anything but one", [{ "anything-but": "REMOVE" }], true],
    ["anything but several, it among them", [{ "anything-but": ["REMOVE", "INSERT"] }], false],
    ["anything but a prefix", [{ "anything-but": { prefix: "INS" } }], false],
    ["existence", [{ exists: true }], true],
    ["absence", [{ exists: false }], false],
  ])("decides by %s", (_name, rules, expected) => {
    expect(matchesPattern({ eventName: rules }, record)).toBe(expected);
  });

  it("knows a missing field from one that is there", () => {
    const missing = { dynamodb: { OldImage: { kind: { S: [{ exists: false }] } } } };
    expect(matchesPattern(missing, record)).toBe(true);
    const but = { dynamodb: { OldImage: { kind: { S: [{ "anything-but": "outbox" }] } } } };
    expect(matchesPattern(but, record)).toBe(false);
  });

  it("matches an array when one of its members does", () => {
    expect(matchesPattern({ dynamodb: { NewImage: { tags: { SS: ["b"] } } } }, record)).toBe(true);
    expect(matchesPattern({ dynamodb: { NewImage: { tags: { SS: ["c"] } } } }, record)).toBe(false);
  });

  it("compares numbers as numbers, and never strings", () => {
    const pattern = { total: [{ numeric: [">", 0, "<=", 5] }] };
    expect(matchesPattern(pattern, { total: 5 })).toBe(true);
    expect(matchesPattern(pattern, { total: 5.01 })).toBe(false);
    expect(matchesPattern(pattern, { total: "5" })).toBe(false);
  });

  it("takes one alternative of $or", () => {
    const pattern = { $or: [{ eventName: ["REMOVE"] }, { eventName: ["INSERT"] }] };
    expect(matchesPattern(pattern, record)).toBe(true);
  });

  it("refuses an operator that it does not know, rather than dropping events", () => {
    expect(() => matchesPattern({ eventName: [{ wildcard: "I*" }] }, record)).toThrow("wildcard");
  });
});
