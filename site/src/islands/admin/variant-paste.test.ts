import { describe, expect, it } from "vitest";
import { newVariant } from "./product-draft.ts";
import { isGrid, pasteGrid } from "./variant-paste.ts";

const six = newVariant({ sku: "0011-06", height: "6 cm", price: "18.00", exists: true });

describe("cells of a spreadsheet", () => {
  it("are told from a word for one cell", () => {
    expect(isGrid("0011-06")).toBe(false);
    expect(isGrid("0011-06\n")).toBe(false);
    expect(isGrid("0011-06\t6 cm")).toBe(true);
    expect(isGrid("18\r\n24")).toBe(true);
  });

  it("fill the grid and add the rows that it lacks", () => {
    const text = "0011-06\t6 cm\t18\t\t4\r\n0011-09\t9 cm\t24\t32\t7\r\n";
    const after = pasteGrid([newVariant()], { row: 0, column: "sku" }, text);
    expect(
      after.map(({ sku, height, price, compareAtPrice, stock }) => [
        sku,
        height,
        price,
        compareAtPrice,
        stock,
      ]),
    ).toEqual([
      ["0011-06", "6 cm", "18", "", "4"],
      ["0011-09", "9 cm", "24", "32", "7"],
    ]);
  });

  it("start where they are pasted and end at the last column", () => {
    const [row] = pasteGrid([newVariant()], { row: 0, column: "compareAtPrice" }, "32\t5\tbeyond");
    expect(row).toMatchObject({ sku: "", compareAtPrice: "32", stock: "5" });
  });

  it("leave SKU and stock of a variant that exists alone", () => {
    const [row] = pasteGrid([six], { row: 0, column: "sku" }, "OTHER\t7 cm\t20\t\t99");
    expect(row).toMatchObject({ sku: "0011-06", height: "7 cm", price: "20", stock: "" });
  });

  it("stop at the twentieth row", () => {
    const text = Array.from({ length: 30 }, (_, index) => `S-${index}\t1 cm`).join("\n");
    expect(pasteGrid([newVariant()], { row: 0, column: "sku" }, text)).toHaveLength(20);
  });
});
