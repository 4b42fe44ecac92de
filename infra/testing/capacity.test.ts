import { describe, expect, it } from "vitest";
import { itemSize, readUnits, writeUnits } from "./capacity.ts";

const keys = { PK: "ORDER#1", SK: "META" };
const listed = { ...keys, GSI1PK: "USER#1", GSI1SK: "ORDER#1" };
const due = { ...keys, GSI2PK: "OPS#1", GSI2SK: "2026" };
const filler = (bytes: number) => ({ text: "x".repeat(bytes - "text".length) });

describe("The size of an item", () => {
  // Amazon DynamoDB developer guide, "DynamoDB item sizes and formats".
  it.each([
    ["a string is its bytes in UTF-8", { a: "Zürich" }, 1 + 7],
    ["two digits of a number take a byte, and the number one more", { a: 27 }, 1 + 2],
    ["zeros at its ends take none", { a: 1_000_000 }, 1 + 2],
    ["nor does the point", { a: 0.14 }, 1 + 2],
    ["nor a zero", { a: 0 }, 1 + 1],
    ["a minus takes a byte", { a: -27 }, 1 + 3],
    ["a date in seconds is ten digits", { ttl: 1_795_435_200 }, 3 + 5],
    ["null and booleans take a byte", { a: null, b: true }, 2 + 2],
    [
      "a list takes three, and one for each of its parts",
      { a: ["x", 1] },
      1 + 3 + (1 + 1) + (1 + 2),
    ],
    ["so does a map, and names count", { a: { bc: "x" } }, 1 + 3 + (1 + 2 + 1)],
    ["what is undefined is not stored", { a: "x", b: undefined }, 1 + 1],
  ])("%s", (_, item, size) => {
    expect(itemSize(item)).toBe(size);
  });
});

describe("The write units of an item", () => {
  it("are one for each KB of the larger image, begun or full", () => {
    expect(writeUnits(undefined, filler(1024), false).table).toBe(1);
    expect(writeUnits(undefined, filler(1025), false).table).toBe(2);
    expect(writeUnits(filler(3000), filler(10), false).table).toBe(3);
    expect(writeUnits(filler(3000), undefined, false).table).toBe(3);
  });

  it("are at least one, also where there is nothing to delete", () => {
    expect(writeUnits(undefined, undefined, false)).toEqual({ table: 1, GSI1: 0, GSI2: 0 });
  });

  it("double in a transaction, but not in the indexes", () => {
    const item = { ...listed, ...filler(1500) };
    expect(writeUnits(undefined, item, true)).toEqual({ table: 4, GSI1: 2, GSI2: 0 });
  });

  it("count an index that holds everything with each change, by its size", () => {
    const [before, after] = [
      { ...listed, version: 1 },
      { ...listed, version: 2, ...filler(1500) },
    ];
    expect(writeUnits(before, after, false).GSI1).toBe(2);
    expect(writeUnits(before, before, false).GSI1).toBe(0);
  });

  it("count an index of keys only when the keys change, however large the item is", () => {
    const [before, after] = [
      { ...due, version: 1 },
      { ...due, version: 2, ...filler(3000) },
    ];
    expect(writeUnits(before, after, false).GSI2).toBe(0);
    expect(writeUnits(undefined, after, false).GSI2).toBe(1);
    expect(writeUnits(after, undefined, false).GSI2).toBe(1);
  });

  it("count a moved key as a delete and a put", () => {
    expect(writeUnits(due, { ...due, GSI2SK: "2027" }, false).GSI2).toBe(2);
    expect(writeUnits(due, keys, false).GSI2).toBe(1);
    expect(writeUnits(keys, due, false).GSI2).toBe(1);
  });
});

describe("The read units", () => {
  it("are one for each 4 KB, half where an older image will do, and never none", () => {
    expect(readUnits(0, true)).toBe(1);
    expect(readUnits(4096, true)).toBe(1);
    expect(readUnits(4097, true)).toBe(2);
    expect(readUnits(4097, false)).toBe(1);
  });
});
