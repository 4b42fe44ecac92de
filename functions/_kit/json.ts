import { Problem } from "#values/error-codes";
import { UNKNOWN_FIELD } from "./validation.ts";

/**
 * A body as JSON. Stricter than the language: what two readers could read differently, or no store
 * takes, is refused by its field.
 * @throws Problem VALIDATION_ERROR
 */
export function readJson(text: string): unknown {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw invalid("body", "Not valid JSON.");
  }
  requireStorable(body, []);
  const name = repeatedName(text);
  if (name !== undefined) throw invalid(name, "Stands here twice.");
  return body;
}

function invalid(field: string, message: string): Problem {
  return new Problem("VALIDATION_ERROR", `${field}: ${message}`, { details: [{ field, message }] });
}

/** No body of ours is nested deeper than five levels. */
const MAX_DEPTH = 20;

/**
 * Refuses what no schema would think of and no store takes: half a surrogate pair (DynamoDB), NUL
 * (PostgreSQL), what was no UTF-8 when it came, and nesting that would exhaust the stack. And
 * `__proto__`, which schemas of records leave out without a word.
 */
function requireStorable(value: unknown, path: readonly string[]): void {
  const field = path.join(".") || "body";
  if (path.length > MAX_DEPTH) throw invalid(path[0] ?? "body", "Nested too deeply.");
  if (typeof value === "string" && !isStorable(value)) {
    throw invalid(field, "Contains characters that are not text.");
  }
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (!isStorable(key)) throw invalid(field, "Has a name that is not text.");
    if (key === "__proto__") throw invalid([...path, key].join("."), UNKNOWN_FIELD);
    requireStorable(inner, [...path, key]);
  }
}

/** U+FFFD stands where bytes were no UTF-8. */
function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\u0000") && !text.includes("\ufffd");
}

/** Strings, those that are names with the colon behind them, and brackets. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"(?=\s*(:)?)|[[\]{}]/g;

/** A name that one object has twice: JSON.parse takes the last, others the first. */
function repeatedName(json: string): string | undefined {
  const open: Set<string>[] = [];
  for (const [token, colon] of json.matchAll(TOKENS)) {
    if (token === "{" || token === "[") open.push(new Set());
    else if (token === "}" || token === "]") open.pop();
    else if (colon !== undefined) {
      const name = String(JSON.parse(token));
      const names = open.at(-1);
      if (names?.has(name)) return name;
      names?.add(name);
    }
  }
  return undefined;
}
