/** Reads a list written as running text: `cat, black cat` and line breaks as one pleases. */
export function listed(text: string): string[] {
  return text.trim().split(/\s*,\s*/);
}
