const E_MAIL = /[^\s@"'<>(),:;]+@[^\s@"'<>(),:;]+\.[a-z]{2,}/gi;

/** Causes of causes of causes: deeper ones have told nobody anything. */
const DEPTH = 3;

/**
 * An error for the log, with what led to it. Logs are kept for longer than a shopper's data may be
 * and are read by more people, and providers repeat addresses in their messages: those are left out.
 */
export function describeError(thrown: unknown): Readonly<Record<string, string | undefined>> {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return {
    name: error.name,
    message: withoutAddresses(error.message),
    stack: error.stack && withoutAddresses(error.stack),
    cause: causesOf(error).join(" < ") || undefined,
  };
}

function causesOf({ cause }: Error, depth = DEPTH): string[] {
  if (cause === undefined || depth === 0) return [];
  if (!(cause instanceof Error)) return [withoutAddresses(String(cause))];
  return [`${cause.name}: ${withoutAddresses(cause.message)}`, ...causesOf(cause, depth - 1)];
}

function withoutAddresses(text: string): string {
  return text.replace(E_MAIL, "[e-mail]");
}
