/** A condition in DynamoDB's words: `#name` is the attribute `name`, `:value` one of `values`. */
export interface Condition {
  readonly expression: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** `when("#available >= :q", { q: 3 })`. Names need no declaration: `#x` is always attribute `x`. */
export function when(expression: string, values: Condition["values"] = {}): Condition {
  return { expression, values };
}

/** Holds where all given conditions hold; undefined where none is given. */
export function all(...conditions: readonly (Condition | undefined)[]): Condition | undefined {
  const given = conditions.filter((one) => one !== undefined);
  // DynamoDB refuses parentheses around parentheses.
  if (given.length < 2) return given[0];
  return {
    expression: given.map((one) => `(${one.expression})`).join(" AND "),
    values: Object.assign({}, ...given.map((one) => one.values)),
  };
}

/** There is no item under this key yet. */
export const absent = when("attribute_not_exists(#PK)");
export const present = when("attribute_exists(#PK)");

/** The item still is the one that was read. */
export function versionIs(version: number): Condition {
  return when("#version = :readVersion", { readVersion: version });
}

export interface Change {
  readonly set?: Readonly<Record<string, unknown>>;
  /** Adds to a number, which counts as 0 where it is missing. */
  readonly add?: Readonly<Record<string, number>>;
  readonly remove?: readonly string[];
}

/** The update expression of a change. Every update raises `version` by one. */
export function toUpdate(change: Change): Condition {
  const set = Object.entries(change.set ?? {});
  const add = Object.entries({ ...change.add, version: 1 });
  const remove = change.remove ?? [];
  const parts = [`ADD ${add.map(([name]) => `#${name} :add_${name}`).join(", ")}`];
  if (set.length > 0)
    parts.push(`SET ${set.map(([name]) => `#${name} = :set_${name}`).join(", ")}`);
  if (remove.length > 0) parts.push(`REMOVE ${remove.map((name) => `#${name}`).join(", ")}`);
  return {
    expression: parts.join(" "),
    values: Object.fromEntries([
      ...add.map(([name, value]) => [`add_${name}`, value]),
      ...set.map(([name, value]) => [`set_${name}`, value]),
    ]),
  };
}

/** ExpressionAttributeNames and -Values of the given expressions; left out where there are none. */
export function attributes(...expressions: readonly (Condition | undefined)[]): {
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, unknown>;
} {
  const names = new Map<string, string>();
  const values: Record<string, unknown> = {};
  for (const one of expressions) {
    for (const [token, name] of one?.expression.matchAll(/#(\w+)/g) ?? []) {
      names.set(token, name ?? "");
    }
    for (const [name, value] of Object.entries(one?.values ?? {})) values[`:${name}`] = value;
  }
  return {
    ...(names.size > 0 ? { ExpressionAttributeNames: Object.fromEntries(names) } : {}),
    ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
  };
}
