/** What the browser keeps. Storage may be full, forbidden or absent: the shop works without. */
function storageOf(kind: "local" | "session"): Storage | undefined {
  try {
    return kind === "local" ? globalThis.localStorage : globalThis.sessionStorage;
  } catch {
    return undefined;
  }
}

/** Reads JSON; undefined where there is none, or where it is not what `is` accepts. */
export function read<T>(
  kind: "local" | "session",
  key: string,
  is: (value: unknown) => value is T,
): T | undefined {
  try {
    const text = storageOf(kind)?.getItem(key);
    const value: unknown = text ? JSON.parse(text) : undefined;
    return is(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Writes JSON; `undefined` removes the key. */
export function write(kind: "local" | "session", key: string, value: unknown): void {
  try {
    if (value === undefined) storageOf(kind)?.removeItem(key);
    else storageOf(kind)?.setItem(key, JSON.stringify(value));
  } catch {
    // Nothing is lost but a convenience.
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
