import { isRecord } from "../aws-json.ts";

/**
 * Whether an event passes an event source's filters: one of them suffices, none at all lets
 * everything through. The patterns are those of EventBridge, as Lambda applies them.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
 */
export function passesFilters(filters: readonly unknown[], event: unknown): boolean {
  return filters.length === 0 || filters.some((pattern) => matchesPattern(pattern, event));
}

/** Whether every field that the pattern names matches; `$or` takes one of its alternatives. */
export function matchesPattern(pattern: unknown, event: unknown): boolean {
  if (!isRecord(pattern)) return false;
  return Object.entries(pattern).every(([key, expected]) => {
    if (key === "$or" && Array.isArray(expected)) {
      return expected.some((alternative) => matchesPattern(alternative, event));
    }
    const actual = isRecord(event) ? event[key] : undefined;
    if (Array.isArray(expected)) return matchesAnyRule(expected, actual);
    return matchesPattern(expected, actual ?? {});
  });
}

function matchesAnyRule(rules: readonly unknown[], actual: unknown): boolean {
  const values = Array.isArray(actual) ? actual : [actual];
  return rules.some((rule) => values.some((value) => matchesRule(rule, value)));
}

function matchesRule(rule: unknown, value: unknown): boolean {
  if (!isRecord(rule)) return rule === value;
  return Object.entries(rule).every(([operator, operand]) => {
    switch (operator) {
      case "exists":
        // Only leaves exist: a field that holds an object does not.
        return operand === (value !== undefined && !isRecord(value));
      case "prefix":
        return typeof value === "string" && value.startsWith(String(operand));
      case "suffix":
        return typeof value === "string" && value.endsWith(String(operand));
      case "equals-ignore-case":
        return typeof value === "string" && value.toLowerCase() === String(operand).toLowerCase();
      case "anything-but":
        return value !== undefined && !isRecord(value) && !matchesExcluded(operand, value);
      case "numeric":
        return typeof value === "number" && Array.isArray(operand) && isInRange(operand, value);
      default:
        throw new Error(`Event filter operator ${operator} is not emulated`);
    }
  });
}

function matchesExcluded(operand: unknown, value: unknown): boolean {
  if (Array.isArray(operand)) return operand.some((each) => matchesRule(each, value));
  return matchesRule(operand, value);
}

/** `[">", 0, "<=", 5]`. */
function isInRange(operand: readonly unknown[], value: number): boolean {
  for (let at = 0; at < operand.length; at += 2) {
    const bound = Number(operand[at + 1]);
    const holds = { "=": value === bound, "<": value < bound, "<=": value <= bound };
    const all: Record<string, boolean> = { ...holds, ">": value > bound, ">=": value >= bound };
    if (!all[String(operand[at])]) return false;
  }
  return true;
}
