import { Refused } from "../template/refused.ts";
import { matchesWildcard } from "./wildcard.ts";

/** Values of the condition keys that a request carries, keys in lower case. */
export type RequestContext = Readonly<Record<string, readonly string[]>>;

export interface Condition {
  /** The key as IAM compares it: in lower case. */
  readonly key: string;
  readonly holds: (context: RequestContext) => boolean;
}

type Operator = (actual: string, expected: string) => boolean;

const operators: Readonly<Record<string, { readonly match: Operator; readonly negated?: true }>> = {
  StringEquals: { match: (actual, expected) => actual === expected },
  StringNotEquals: { match: (actual, expected) => actual === expected, negated: true },
  StringEqualsIgnoreCase: {
    match: (actual, expected) => actual.toLowerCase() === expected.toLowerCase(),
  },
  StringLike: { match: (actual, expected) => matchesWildcard(expected, actual) },
  StringNotLike: { match: (actual, expected) => matchesWildcard(expected, actual), negated: true },
  ArnEquals: { match: (actual, expected) => matchesWildcard(expected, actual) },
  ArnLike: { match: (actual, expected) => matchesWildcard(expected, actual) },
  ArnNotLike: { match: (actual, expected) => matchesWildcard(expected, actual), negated: true },
  Bool: { match: (actual, expected) => actual === expected.toLowerCase() },
};

/** Keys that the proxy, the CDN twin or the gateway fill in. A policy may name no others. */
const knownKeys: ReadonlySet<string> = new Set([
  "aws:principalaccount",
  "aws:resourceaccount",
  "aws:requestedregion",
  "aws:securetransport",
  "aws:sourceaccount",
  "aws:sourcearn",
  "dynamodb:leadingkeys",
  "lambda:functionurlauthtype",
  "lambda:invokedviafunctionurl",
  "s3:prefix",
  "ses:fromaddress",
  "ses:recipients",
]);

/**
 * @param declared operator → key → accepted values
 * @throws Refused on an operator or key that is not known here
 */
export function parseConditions(
  declared: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>,
  owner: string,
): readonly Condition[] {
  return Object.entries(declared).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([name, expected]) => {
      const key = name.toLowerCase();
      if (!knownKeys.has(key)) {
        throw new Refused(`The policy of ${owner} has a condition on ${name}, not known here.`);
      }
      return { key, holds: parseOperator(operator, key, expected, owner) };
    }),
  );
}

function parseOperator(
  written: string,
  key: string,
  expected: readonly string[],
  owner: string,
): Condition["holds"] {
  const [, quantifier, bare = "", optional] =
    /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(written) ?? [];
  if (bare === "Null") {
    return (context) => (context[key] === undefined) === (expected[0]?.toLowerCase() === "true");
  }
  const operator = operators[bare];
  if (operator === undefined) {
    throw new Refused(`The policy of ${owner} has the condition ${written}, not known here.`);
  }
  const accepts = (actual: string): boolean => {
    const matched = expected.some((value) => operator.match(actual, value));
    return operator.negated === true ? !matched : matched;
  };
  return (context) => {
    const actual = context[key];
    if (actual === undefined || actual.length === 0) {
      // IAM: a missing key fails a condition, but satisfies IfExists, ForAllValues and negations.
      return optional !== undefined || quantifier === "ForAllValues" || operator.negated === true;
    }
    return quantifier === "ForAllValues" ? actual.every(accepts) : actual.some(accepts);
  };
}
