import { expect, it } from "vitest";
import { tintProperties, tintStyle } from "./tint.ts";

it("carries hue and chroma of the picture to its tile", () => {
  expect(tintStyle({ hue: 51, chroma: 0.131 })).toBe("--h:51;--c:0.131");
});

it("gives yellow an amber lamp, from 75 to 125 degrees", () => {
  expect(tintProperties({ hue: 75, chroma: 0.1 })).toHaveProperty("--lh", 66);
  expect(tintProperties({ hue: 125, chroma: 0.1 })).toHaveProperty("--lh", 66);
  expect(tintProperties({ hue: 126, chroma: 0.1 })).not.toHaveProperty("--lh");
});

it("keeps chroma below the limit under which ink stays readable", () => {
  expect(tintProperties({ hue: 10, chroma: 0.3 })).toHaveProperty("--c", 0.17);
});

it("stands a product without a tint on cool paper", () => {
  expect(tintStyle(null)).toBe("--h:268;--c:0.02");
});
