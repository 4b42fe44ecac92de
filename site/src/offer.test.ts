import { describe, expect, it } from "vitest";
import { addable, heightOf, inOrder, optionName, ruler, stockHint, tileHint } from "./offer.ts";
import { mockProduct, mockVariant } from "./testing.ts";

const variants = mockProduct().variants;
const [six, nine] = variants;

describe("a tile", () => {
  it("says how few are left of the height whose price it shows", () => {
    expect(tileHint(mockProduct())).toEqual({ text: "7 left", low: true });
  });
  it("says nothing where there is plenty", () => {
    expect(tileHint(mockProduct({ variants: [mockVariant({ stock: 10 })] }))).toBeUndefined();
  });
  it("says which height is missing, and offers no plus for it", () => {
    const gone = mockProduct({
      variants: variants.map((one) => (one.sku === "0011-09" ? { ...one, stock: 0 } : one)),
    });
    expect(tileHint(gone)).toEqual({ text: "Not in 9 cm", low: true });
    expect(addable(gone)).toBeUndefined();
  });
  it("adds the height whose price it shows", () => {
    expect(addable(mockProduct())?.sku).toBe("0011-09");
  });
});

describe("the stock under the button", () => {
  it("counts below ten, and says where there are more", () => {
    expect(nine && stockHint(nine, variants)).toEqual({
      left: "7 left",
      rest: "in 9 cm, more in 6 and 14 cm",
      low: true,
    });
  });
  it("is silent where there is plenty", () => {
    expect(six && stockHint(six, variants)).toBeUndefined();
  });
  it("sends to another height when one is gone", () => {
    const gone = mockVariant({ stock: 0 });
    expect(stockHint(gone, [mockVariant({ sku: "s", options: { height: "6 cm" } }), gone])).toEqual(
      {
        left: "Sold out",
        rest: "in 9 cm, there in 6 cm",
        low: false,
      },
    );
  });
  it("needs no height", () => {
    const only = mockVariant({ options: {}, stock: 3 });
    expect(stockHint(only, [only])).toEqual({ left: "3 left", rest: "", low: true });
  });
});

describe("heights", () => {
  it("are read from the options", () => {
    expect(heightOf(mockVariant())).toBe(9);
    expect(heightOf(mockVariant({ options: { height: "10,5 cm" } }))).toBe(10.5);
    expect(heightOf(mockVariant({ options: { colour: "Red" } }))).toBeUndefined();
  });
  it("are shown from the smallest to the tallest, however the shop keeps them", () => {
    const shuffled = [...variants].reverse();
    expect(inOrder(shuffled)).toEqual(variants);
    const colours = ["Red", "Blue"].map((colour) => mockVariant({ options: { colour } }));
    expect(inOrder(colours)).toEqual(colours);
  });
  it("stand on a ruler that is as tall as the tallest", () => {
    expect(ruler([6, 9, 14])).toEqual({ max: 14, marks: [0, 2, 4, 6, 8, 10, 12, 14], step: 2 });
    expect(ruler([22]).max).toBe(25);
  });
  it("give the choice its name", () => {
    expect(optionName(variants)).toBe("Height");
    expect(optionName([mockVariant({ options: { colour: "Red", height: "9 cm" } })])).toBe(
      "Choice",
    );
  });
});
