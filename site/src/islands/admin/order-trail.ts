/**
 * The numbers of the list that an order was opened from, so that its page knows what comes next.
 * Kept for the tab alone.
 */
const KEY = "console.orders";

export function rememberTrail(numbers: readonly string[]): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(numbers));
  } catch {
    // Storage may be closed to us; then there is no next and previous, and nothing else is lost.
  }
}

/** The neighbours of an order in the remembered list. */
export function neighbours(number: string): { previous?: string; next?: string } {
  const trail = readTrail();
  const at = trail.indexOf(number);
  if (at < 0) return {};
  const previous = trail[at - 1];
  const next = trail[at + 1];
  return { ...(previous ? { previous } : {}), ...(next ? { next } : {}) };
}

function readTrail(): string[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : [];
  } catch {
    return [];
  }
}
