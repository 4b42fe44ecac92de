import type { CSSProperties } from "react";
import { COLOURS } from "./colour.ts";

export const FONT = "Arial,Helvetica,sans-serif";
/** The house's own face where it is installed; mail programs do not load any. */
export const OPEN = "'Archivo Open','Arial Black',Arial,sans-serif";

export const QUIET: CSSProperties = { color: COLOURS.quiet };
/** Below what is above it, and as wide as the mail. */
export const SPACED: CSSProperties = { margin: "28px 0 0" };
export const BODY_TEXT: CSSProperties = { fontSize: "16px", lineHeight: "1.5" };
