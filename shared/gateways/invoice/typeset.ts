import type PDFDocument from "pdfkit";
import { type Face, FONTS, GREEK_AND_CYRILLIC, LATIN, OPEN } from "./fonts.ts";

type Pdf = InstanceType<typeof PDFDocument>;

export interface Style {
  readonly face: "text" | "open";
  /** In points. */
  readonly size: number;
  readonly colour: string;
}

interface Run {
  readonly face: Face;
  readonly text: string;
}

/** Tabular figures: amounts stand under each other digit by digit. */
const FEATURES: ["tnum"] = ["tnum"];

/** No face has a sign for it, so that each draws its box for what is missing. */
const BOX = "\uFFFD";

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * Sets text in the house's faces at places that are given, in points from the page's upper left.
 * Greek and Cyrillic come from a face of their own. A letter that no face has loses its marks before
 * it is given up; the rest (emoji, Chinese, Arabic …) becomes one box for each character that a
 * reader would count, and `missed` tells that it happened.
 */
export class Typesetter {
  readonly #pdf: Pdf;
  missed = false;

  constructor(pdf: Pdf) {
    this.#pdf = pdf;
    for (const [face, bytes] of Object.entries(FONTS)) pdf.registerFont(face, bytes);
  }

  /** The width of a text in one line. */
  width(text: string, style: Style): number {
    return this.#runs(text, style).reduce((sum, run) => sum + this.#widthOf(run, style), 0);
  }

  /** The text in lines of at most `width`: broken at spaces, and in a word only where it is wider. */
  lines(text: string, style: Style, width: number): readonly string[] {
    const lines: string[] = [];
    let line = "";
    for (const word of text.split(/ +/).flatMap((one) => this.#pieces(one, style, width))) {
      const longer = line === "" ? word : `${line} ${word}`;
      if (line !== "" && this.width(longer, style) > width) {
        lines.push(line);
        line = word;
      } else line = longer;
    }
    return line === "" ? lines : [...lines, line];
  }

  /** Draws one line; `y` is its baseline, and `x` its left end or, to the right, its right end. */
  draw(text: string, x: number, y: number, style: Style, align: "left" | "right" = "left"): void {
    let at = align === "left" ? x : x - this.width(text, style);
    this.#pdf.fillColor(style.colour);
    for (const run of this.#runs(text, style)) {
      this.#pdf
        .font(run.face, style.size)
        .text(run.text, at, y, { lineBreak: false, baseline: "alphabetic", features: FEATURES });
      at += this.#widthOf(run, style);
    }
  }

  #widthOf(run: Run, { size }: Style): number {
    return this.#pdf.font(run.face, size).widthOfString(run.text, { features: FEATURES });
  }

  #pieces(word: string, style: Style, width: number): readonly string[] {
    if (this.width(word, style) <= width) return [word];
    const pieces: string[] = [];
    let piece = "";
    for (const { segment } of graphemes.segment(word)) {
      if (piece !== "" && this.width(piece + segment, style) > width) {
        pieces.push(piece);
        piece = "";
      }
      piece += segment;
    }
    return [...pieces, piece];
  }

  #runs(text: string, { face }: Style): readonly Run[] {
    const runs: { face: Face; text: string }[] = [];
    for (const { segment } of graphemes.segment(text)) {
      const sign = this.#sign(segment);
      const its = GREEK_AND_CYRILLIC.test(sign)
        ? "other"
        : face === "open" && OPEN.test(sign)
          ? "open"
          : "text";
      const last = runs.at(-1);
      if (last?.face === its) last.text += sign;
      else runs.push({ face: its, text: sign });
    }
    return runs;
  }

  #sign(grapheme: string): string {
    const plain = grapheme.normalize("NFKD").replace(/\p{M}/gu, "");
    const found = [grapheme.normalize("NFC"), grapheme.normalize("NFKC"), plain].find(
      (one) => LATIN.test(one) || GREEK_AND_CYRILLIC.test(one),
    );
    if (found === undefined) this.missed = true;
    return found ?? BOX;
  }
}
