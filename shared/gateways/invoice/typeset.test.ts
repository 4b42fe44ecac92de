import PDFDocument from "pdfkit";
import { describe, expect, it } from "vitest";
import { FONTS, GREEK_AND_CYRILLIC, LATIN, OPEN } from "./fonts.ts";
import { type Style, Typesetter } from "./typeset.ts";

const STYLE: Style = { face: "text", size: 10, colour: "#000000" };
const open = () => new Typesetter(new PDFDocument({ font: "" }));

/** Whether a face draws something of its own for a character. */
function covers(face: keyof typeof FONTS, codePoint: number): boolean {
  const pdf = new PDFDocument({ font: "" }).font(FONTS[face]);
  const { _font } = pdf as unknown as {
    _font: { font: { hasGlyphForCodePoint(codePoint: number): boolean } };
  };
  return _font.font.hasGlyphForCodePoint(codePoint);
}

describe("The typesetter", () => {
  it.each([
    "Ein außergewöhnlich langer Name",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    `kurz ${"山".repeat(60)} Παπαδοπούλου`,
  ])("breaks %j into lines that fit, and loses nothing", (text) => {
    const set = open();
    const lines = set.lines(text, STYLE, 90);

    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(set.width(line, STYLE)).toBeLessThanOrEqual(90);
    expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
  });

  it("tells when a character had to become a box, and not when it only lost its marks", () => {
    const set = open();
    set.width("Jürgen Ελένη Иван Nguyễn ﬁ", STYLE);
    expect(set.missed).toBe(false);
    set.width("鶴", STYLE);
    expect(set.missed).toBe(true);
  });

  it("counts an emoji of several code points as one box", () => {
    const set = open();
    expect(set.width("👩‍👩‍👧‍👦", STYLE)).toBe(set.width("鶴", STYLE));
  });

  it("knows what its faces have", () => {
    const wrong: string[] = [];
    for (let code = 0x20; code < 0x2300; code++) {
      const sign = String.fromCharCode(code);
      if (LATIN.test(sign) && !covers("text", code)) wrong.push(sign);
      if (OPEN.test(sign) && !covers("open", code)) wrong.push(sign);
      if (GREEK_AND_CYRILLIC.test(sign) && !covers("other", code)) wrong.push(sign);
    }
    expect(wrong).toEqual([]);
  });
});
