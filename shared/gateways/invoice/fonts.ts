import { readFileSync } from "node:fs";

// Static instances: what a PDF embeds cannot vary. Each call stands alone in its line, because the
// bundle carries the bytes in its place (infra/bundle.ts).
const text = readFileSync(new URL("./fonts/archivo-text.ttf", import.meta.url));
const open = readFileSync(new URL("./fonts/archivo-open.ttf", import.meta.url));
const other = readFileSync(new URL("./fonts/inter-greek-cyrillic.ttf", import.meta.url));

/**
 * Archivo at width 100 and weight 400 (`text`), and at 118 and 720 (`open`); Inter at 400 (`other`)
 * for what Archivo does not have. Both under the OFL 1.1.
 */
export const FONTS = { text, open, other };

export type Face = keyof typeof FONTS;

/** What `text` has: Latin of every language in the European Union, and the signs around it. */
export const LATIN =
  /^[\u0020-\u007E\u00A0-\u017F\u0192\u0218-\u021B\u1E9E\u2013\u2014\u2018-\u201A\u201C-\u201E\u2022\u2026\u2039\u203A\u20AC\u2122\u2191\u2193\u2212]+$/;

/** What `open` has, which sets our own words and amounts; the rest of Latin is left to `text`. */
export const OPEN = /^[\u0020-\u007E\u00A3\u00A5\u2013\u2014\u20AC\u2212]+$/;

/** What `other` has. */
export const GREEK_AND_CYRILLIC =
  /^[\u0384-\u038A\u038C\u038E-\u03A1\u03A3-\u03CE\u0400-\u045F\u0462\u0463\u0490\u0491]+$/;
