import { describe, expect, it } from "vitest";
import { range } from "./format.ts";
import { readListState, writeListState } from "./list-query.ts";
import { pagesAround } from "./pages-around.ts";

describe("a list's address", () => {
  it("says what the list shows, and nothing where it shows the beginning", () => {
    expect(writeListState({ status: "", q: " ", page: 1 })).toBe("");
    expect(writeListState({ status: "PAID", q: "maren holt", page: 3 })).toBe(
      "?status=PAID&q=maren+holt&page=3",
    );
  });

  it("is read back as it was written", () => {
    const state = { status: "SHIPPED", q: "fox & co", page: 2 };
    expect(readListState(writeListState(state))).toEqual(state);
  });

  it("may be absurd: then the list begins at its beginning", () => {
    for (const search of ["?page=0", "?page=-1", "?page=1.5", "?page=x", "?page=99999"]) {
      expect(readListState(search).page).toBe(1);
    }
  });
});

describe("pages", () => {
  it("name the exact range", () => {
    expect(range(1, 20, 143)).toBe("1–20 of 143");
    expect(range(8, 20, 143)).toBe("141–143 of 143");
    expect(range(1, 20, 1004)).toBe("1–20 of 1,004");
    expect(range(1, 20, 0)).toBe("0 of 0");
  });

  it("lead to the first, the last and the next ones, with gaps between", () => {
    expect(pagesAround(1, 1)).toEqual([1]);
    expect(pagesAround(1, 8)).toEqual([1, 2, undefined, 8]);
    expect(pagesAround(5, 9)).toEqual([1, undefined, 4, 5, 6, undefined, 9]);
    expect(pagesAround(3, 5)).toEqual([1, 2, 3, 4, 5]);
  });
});
