import { expect, it } from "vitest";
import { parseMovement } from "./stock-movement.ts";

it("reads pieces that come and go, with every minus that a keyboard has", () => {
  expect(["12", "+12", "-3", "−3", " 4 "].map(parseMovement)).toEqual([12, 12, -3, -3, 4]);
});

it("takes no fraction, no word, and not nothing", () => {
  for (const text of ["", "0", "-0", "1.5", "a dozen"]) expect(parseMovement(text)).toBeUndefined();
});
