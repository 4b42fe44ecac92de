const compiled = new Map<string, RegExp>();

/**
 * Matches IAM's `*` (any characters) and `?` (one character), which cross `/` and `:` alike.
 *
 * @param ignoreCase actions are compared without regard to case, resources are not
 */
export function matchesWildcard(pattern: string, value: string, ignoreCase = false): boolean {
  if (pattern === "*") return true;
  const key = ignoreCase ? `i:${pattern}` : pattern;
  let expression = compiled.get(key);
  if (expression === undefined) {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".");
    expression = new RegExp(`^${source}$`, ignoreCase ? "is" : "s");
    compiled.set(key, expression);
  }
  return expression.test(value);
}
