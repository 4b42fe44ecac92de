import { COLOURS } from "./colour.ts";
import { type Html, html } from "./html.ts";

export interface Mail {
  readonly subject: string;
  readonly html: string;
  /** The same in plain text. */
  readonly text: string;
}

const CELLS = 12;
const FONT = "Arial,Helvetica,sans-serif";
const OPEN = "'Archivo Open','Arial Black',Arial,sans-serif";

/** Narrow windows only: everything else is inline, since many programs drop a style sheet. */
const NARROW = `@media (max-width:480px){.pad{padding-left:20px!important;padding-right:20px!important}.head{font-size:30px!important}}`;

function stripes(): Html {
  const cells = Array.from({ length: CELLS }, (_, index) => {
    const colour = index % 2 === 0 ? COLOURS.canopy : COLOURS.cloth;
    return html`<td width="8.33%" height="14" bgcolor="${colour}" style="height:14px;line-height:14px;font-size:1px;background:${colour}">&nbsp;</td>`;
  });
  return html`<table role="presentation" aria-hidden="true" width="100%" cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse;table-layout:fixed"><tr>${cells}</tr></table>`;
}

/** The one button of a mail. The padding sits on the cell too, for programs that ignore it on links. */
export function button(label: string, url: string): Html {
  return html`<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:24px 0"><tr><td bgcolor="${COLOURS.sun}" style="background:${COLOURS.sun};border-radius:99px"><a href="${url}" style="display:inline-block;padding:15px 26px;font:700 16px/24px ${FONT};color:${COLOURS.ink};text-decoration:none;border-radius:99px">${label}</a></td></tr></table>`;
}

/** What the mail says in one line. */
export function heading(text: string): Html {
  return html`<h1 class="head" style="margin:30px 0 12px;font:800 34px/1.08 ${OPEN};letter-spacing:-.8px;color:${COLOURS.ink}">${text}</h1>`;
}

/** Text between the parts of a mail. */
export function paragraph(content: Html): Html {
  return html`<p style="margin:0 0 12px">${content}</p>`;
}

/** The quiet words at the end. */
export function small(text: string): Html {
  return html`<p style="margin:28px 0 0;font-size:14px;line-height:1.5;color:${COLOURS.quiet}">${text}</p>`;
}

/**
 * A whole mail: 600 px, the striped top, the mark, then `content`. Tables and inline styles,
 * because that is what mail programs render alike.
 * @param preview what an inbox shows after the subject
 */
export function page(options: {
  readonly title: string;
  readonly preview: string;
  readonly storeUrl: string;
  readonly content: readonly Html[];
}): string {
  const { title, preview, storeUrl, content } = options;
  const document = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light"><meta name="supported-color-schemes" content="light"><meta name="x-apple-disable-message-reformatting"><title>${title}</title><style>${NARROW}</style></head>
<body style="margin:0;padding:0;background:${COLOURS.outside}" bgcolor="${COLOURS.outside}">
<div style="display:none;max-height:0;overflow:hidden;opacity:0">${preview}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="${COLOURS.outside}"><tr><td align="center">
<table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0" bgcolor="${COLOURS.ground}" style="width:100%;max-width:600px;background:${COLOURS.ground}"><tr><td>${stripes()}</td></tr>
<tr><td class="pad" style="padding:26px 32px 40px;font:400 16px/1.5 ${FONT};color:${COLOURS.ink};text-align:left">
<a href="${storeUrl}" style="color:${COLOURS.ink};text-decoration:none"><img src="${storeUrl}/mail/parasol.png" width="136" height="36" alt="Parasol" style="display:block;border:0;font:800 22px/36px ${OPEN};color:${COLOURS.ink}"></a>
${content}
</td></tr></table>
</td></tr></table>
</body></html>
`;
  return document.toString();
}
