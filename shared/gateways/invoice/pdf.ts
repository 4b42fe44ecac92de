import PDFDocument from "pdfkit";
import type { Invoice, Sum } from "#domain/invoice";
import * as Money from "#values/money";
import { type Style, Typesetter } from "./typeset.ts";

/** A4, in points; margins of 20 mm. */
const PAGE = { width: 595.28, height: 841.89, left: 57, right: 538, foot: 790 };
/** Where the last row of a page ends. */
const LAST = PAGE.foot - 22;

/** The Noon scene of design/tokens.css, on white paper. */
const COLOURS = {
  ink: "#151a29",
  quiet: "#4a505e",
  label: "#646975",
  sun: "#fec92f",
  line: "#dfded8",
};

const TEXT: Style = { face: "text", size: 10, colour: COLOURS.ink };
const SMALL: Style = { face: "text", size: 8.5, colour: COLOURS.quiet };
const LABEL: Style = { face: "text", size: 8.5, colour: COLOURS.label };
const FOOT: Style = { face: "text", size: 7.5, colour: COLOURS.label };
const WORDMARK: Style = { face: "open", size: 17, colour: COLOURS.ink };
const HEADING: Style = { face: "open", size: 26, colour: COLOURS.ink };
const STRONG: Style = { face: "open", size: 11, colour: COLOURS.ink };

/** Left or right edges of the table's columns; the name may take what lies between its neighbours. */
const COLUMN = {
  position: 57,
  name: 84,
  nameEnd: 318,
  quantity: 352,
  price: 418,
  tax: 462,
  amount: 538,
};

/** design/mark.svg. */
const MARK =
  "M16 3C7.6 3 1.2 9 1 17.2c2.2-1.9 5-1.9 7.1 0C8.3 10.9 11.4 5.6 16 3Zm0 0c-2.9 4.2-3.7 8.7-3.8 14.2 2.4-1.7 5.2-1.7 7.6 0C19.7 11.7 18.9 7.2 16 3Zm0 0c4.6 2.6 7.7 7.9 7.9 14.2 2.1-1.9 4.9-1.9 7.1 0C30.8 9 24.4 3 16 3ZM14.9 16h2.2v14.2a1.1 1.1 0 0 1-2.2 0z";

const BOXES =
  "\uFFFD stands for a character that the typeface of this paper lacks. The order keeps it.";

/**
 * The invoice as PDF, A4, as many pages as it takes. The same invoice gives the same bytes.
 */
export async function drawInvoice(invoice: Invoice): Promise<Uint8Array<ArrayBuffer>> {
  const issued = new Date(invoice.issuedAt);
  const pdf = new PDFDocument({
    size: "A4",
    margin: 0,
    bufferPages: true,
    // No built-in face: those read files of the package, which a bundle does not have.
    font: "",
    lang: "en",
    displayTitle: true,
    info: {
      Title: `Invoice ${invoice.number}`,
      Author: invoice.seller.name,
      Creator: "Parasol",
      CreationDate: issued,
      ModDate: issued,
    },
  });
  const chunks: Uint8Array[] = [];
  const drawn = new Promise<Uint8Array<ArrayBuffer>>((resolve, reject) => {
    pdf.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    pdf.on("end", () => resolve(Buffer.concat(chunks)));
    pdf.on("error", reject);
  });
  new Drawing(pdf, invoice).draw();
  pdf.end();
  return await drawn;
}

class Drawing {
  readonly #pdf: InstanceType<typeof PDFDocument>;
  readonly #invoice: Invoice;
  readonly #set: Typesetter;
  /** The lower end of what stands on the page so far. */
  #y = 0;

  constructor(pdf: InstanceType<typeof PDFDocument>, invoice: Invoice) {
    this.#pdf = pdf;
    this.#invoice = invoice;
    this.#set = new Typesetter(pdf);
  }

  draw(): void {
    this.#firstHead();
    this.#tableHead();
    for (const line of this.#invoice.lines) this.#row(line);
    this.#sums();
    this.#credits();
    this.#taxes();
    this.#notes();
    this.#feet();
  }

  #money(amount: number): string {
    // A minus as wide as a figure, in place of the hyphen.
    return Money.format(amount, this.#invoice.currency).replace("-", "\u2212");
  }

  #stripe(): void {
    this.#pdf.rect(0, 0, PAGE.width, 9).fill(COLOURS.sun);
  }

  #mark(x: number, y: number, size: number): void {
    this.#pdf
      .save()
      .translate(x, y)
      .scale(size / 32)
      .rotate(-13, { origin: [16, 17] })
      .path(MARK)
      .fill(COLOURS.ink)
      .circle(16, 2.3, 1.5)
      .fill(COLOURS.ink)
      .restore();
  }

  #hairline(y: number, from: number = PAGE.left): void {
    this.#pdf.moveTo(from, y).lineTo(PAGE.right, y).lineWidth(0.6).stroke(COLOURS.line);
  }

  /** Lines under each other from the baseline `y`; gives the baseline after the last. */
  #stack(texts: readonly string[], at: Stack): number {
    let y = at.y;
    for (const text of texts) {
      for (const line of this.#set.lines(text, at.style, at.width)) {
        this.#set.draw(line, at.x, y, at.style, at.align ?? "left");
        y += at.step;
      }
    }
    return y;
  }

  #firstHead(): void {
    const { seller, buyer, deliveredTo, facts, number } = this.#invoice;
    this.#stripe();
    this.#mark(PAGE.left, 36, 32);
    this.#set.draw("Parasol", PAGE.left + 42, 60, WORDMARK);
    this.#stack([seller.name, ...seller.address, seller.email], {
      ...{ x: PAGE.right, y: 46, width: 240, style: SMALL, step: 11, align: "right" },
    });
    const top = 142;
    // Alone, it has the room of both.
    const width = deliveredTo === null ? 315 : 150;
    const address = { width, style: TEXT, step: 14, y: top + 16 };
    this.#set.draw("Invoice to", PAGE.left, top, LABEL);
    let bottom = this.#stack(buyer, { ...address, x: PAGE.left });
    if (deliveredTo !== null) {
      this.#set.draw("Goods to", PAGE.left + 165, top, LABEL);
      bottom = Math.max(bottom, this.#stack(deliveredTo, { ...address, x: PAGE.left + 165 }));
    }
    let y = top;
    for (const { label, value } of facts) {
      this.#set.draw(label, 385, y, LABEL);
      const at = { x: PAGE.right, y, width: 105, style: SMALL, step: 12 };
      y = this.#stack([value], { ...at, align: "right" }) + 4;
    }
    this.#y = Math.max(bottom, y, 240) + 26;
    this.#set.draw(`Invoice ${number}`, PAGE.left, this.#y, HEADING);
    this.#y += 24;
  }

  #nextPage(): void {
    this.#pdf.addPage();
    this.#stripe();
    this.#mark(PAGE.left, 30, 20);
    this.#set.draw(`Invoice ${this.#invoice.number}`, PAGE.left + 28, 45, STRONG);
    this.#y = 70;
  }

  /** Goes to the next page where what comes would not fit on this one. */
  #need(height: number): boolean {
    if (this.#y + height <= LAST) return false;
    this.#nextPage();
    return true;
  }

  #tableHead(): void {
    const y = this.#y + 10;
    this.#set.draw("Article", COLUMN.name, y, LABEL);
    this.#set.draw("Pieces", COLUMN.quantity, y, LABEL, "right");
    this.#set.draw("Price", COLUMN.price, y, LABEL, "right");
    this.#set.draw("VAT", COLUMN.tax, y, LABEL, "right");
    this.#set.draw("Amount", COLUMN.amount, y, LABEL, "right");
    this.#pdf
      .moveTo(PAGE.left, y + 7)
      .lineTo(PAGE.right, y + 7)
      .lineWidth(1)
      .stroke(COLOURS.ink);
    this.#y = y + 7;
  }

  #row(line: Invoice["lines"][number]): void {
    const width = COLUMN.nameEnd - COLUMN.name;
    const name = this.#set.lines(line.name, TEXT, width);
    const detail = this.#set.lines(line.detail, LABEL, width);
    const height = 6 + name.length * 13 + detail.length * 11 + 3;
    if (this.#need(height)) this.#tableHead();
    const y = this.#y + 15;
    this.#set.draw(String(line.position), COLUMN.position, y, LABEL);
    const below = this.#stack(name, { x: COLUMN.name, y, width, style: TEXT, step: 13 });
    this.#stack(detail, { x: COLUMN.name, y: below - 1, width, style: LABEL, step: 11 });
    this.#set.draw(String(line.quantity), COLUMN.quantity, y, TEXT, "right");
    this.#set.draw(this.#money(line.price), COLUMN.price, y, TEXT, "right");
    this.#set.draw(`${line.taxPercent}%`, COLUMN.tax, y, TEXT, "right");
    this.#set.draw(this.#money(line.amount), COLUMN.amount, y, TEXT, "right");
    this.#y += height;
    this.#hairline(this.#y);
  }

  #sum({ label, amount }: Sum, style: Style): void {
    const width = 190;
    const lines = this.#set.lines(label, style, width);
    this.#stack(lines, { x: COLUMN.nameEnd - 40, y: this.#y, width, style, step: 13 });
    this.#set.draw(this.#money(amount), COLUMN.amount, this.#y, style, "right");
    this.#y += lines.length * 13 + 3;
  }

  #sums(): void {
    const { sums, total } = this.#invoice;
    this.#need(sums.length * 29 + 40);
    this.#y += 20;
    for (const sum of sums) this.#sum(sum, TEXT);
    this.#hairline(this.#y - 6, COLUMN.nameEnd - 40);
    this.#y += 10;
    this.#sum(total, STRONG);
  }

  #credits(): void {
    const { credits, remains } = this.#invoice;
    if (remains === null) return;
    const x = COLUMN.nameEnd - 40;
    for (const { label, detail, amount } of credits) {
      const lines = this.#set.lines(detail, LABEL, 190);
      this.#need(26 + lines.length * 11);
      this.#y += 8;
      this.#sum({ label, amount }, TEXT);
      this.#y = this.#stack(lines, { x, y: this.#y - 4, width: 190, style: LABEL, step: 11 }) - 3;
    }
    this.#need(40);
    this.#hairline(this.#y, x);
    this.#y += 16;
    this.#sum(remains, STRONG);
  }

  #taxes(): void {
    const { taxes } = this.#invoice;
    this.#need(taxes.length * 13 + 40);
    this.#y += 14;
    const columns = [330, 404, 468, 538] as const;
    const row = (texts: readonly [string, string, string, string], style: Style) => {
      texts.forEach((text, at) => this.#set.draw(text, columns[at] ?? 0, this.#y, style, "right"));
      this.#y += 13;
    };
    row(["VAT", "Net", "Tax", "Gross"], LABEL);
    for (const { label, net, tax, gross } of taxes) {
      row([label, this.#money(net), this.#money(tax), this.#money(gross)], SMALL);
    }
  }

  #notes(): void {
    const notes = this.#set.missed ? [...this.#invoice.notes, BOXES] : this.#invoice.notes;
    const at = { x: PAGE.left, width: PAGE.right - PAGE.left, style: SMALL, step: 12 };
    this.#y += 12;
    for (const note of notes) {
      this.#need(30);
      this.#y = this.#stack([note], { ...at, y: this.#y + 6 });
    }
  }

  #feet(): void {
    const { seller } = this.#invoice;
    const { count } = this.#pdf.bufferedPageRange();
    for (let page = 0; page < count; page++) {
      this.#pdf.switchToPage(page);
      this.#hairline(PAGE.foot);
      const text = [seller.name, ...seller.address, seller.taxNumber].join(" · ");
      this.#stack([text], { x: PAGE.left, y: PAGE.foot + 14, width: 390, style: FOOT, step: 10 });
      this.#set.draw(`Page ${page + 1} of ${count}`, PAGE.right, PAGE.foot + 14, FOOT, "right");
    }
  }
}

interface Stack {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly style: Style;
  /** From one baseline to the next. */
  readonly step: number;
  readonly align?: "left" | "right";
}
