import { ACCOUNT_ID, REGION } from "../seams.ts";
import { isList, isObject, type Json } from "./json.ts";
import { Refused } from "./refused.ts";

/** What a stack knows that an intrinsic function may ask for. */
export interface Scope {
  readonly stackName: string;
  /** Physical id of a resource, or a parameter's value. */
  ref(logicalId: string): Json;
  attribute(logicalId: string, name: string): Json;
  importValue(exportName: string): Json;
  stackOutput(stackName: string, outputName: string): Json;
  condition(name: string): boolean;
  mapping(map: string, first: string, second: string): Json;
  /** Replaces `{{resolve:…}}` in a finished string. */
  dynamicReferences(text: string): string;
}

/** Stands for AWS::NoValue until the list or object around it drops the entry. */
const noValue = Symbol("AWS::NoValue");
type Value = Json | typeof noValue;

const pseudoParameters: Readonly<Record<string, (scope: Scope) => Value>> = {
  "AWS::AccountId": () => ACCOUNT_ID,
  "AWS::Region": () => REGION,
  "AWS::Partition": () => "aws",
  "AWS::URLSuffix": () => "amazonaws.com",
  "AWS::StackName": (scope) => scope.stackName,
  "AWS::StackId": (scope) =>
    `arn:aws:cloudformation:${REGION}:${ACCOUNT_ID}:stack/${scope.stackName}/local`,
  "AWS::NotificationARNs": () => [],
  "AWS::NoValue": () => noValue,
};

/**
 * Evaluates a template value with its intrinsic functions and dynamic references.
 *
 * @throws Refused on a function that is not known here or whose arguments are malformed
 */
export function evaluate(value: Json, scope: Scope): Json {
  const result = reduce(value, scope);
  return result === noValue ? null : withDynamicReferences(result, scope);
}

/** Evaluates a condition's expression. */
export function evaluateCondition(value: Json, scope: Scope): boolean {
  return truth(reduce(value, scope));
}

function reduce(value: Json, scope: Scope): Value {
  if (isList(value)) {
    return value.map((item) => reduce(item, scope)).filter((item) => item !== noValue);
  }
  if (!isObject(value)) return value;
  const [entry, ...others] = Object.entries(value);
  if (entry !== undefined && others.length === 0) {
    const [name, argument] = entry;
    if (name === "Ref") return ref(text(argument, name), scope);
    if (name === "Condition" && typeof argument === "string") return scope.condition(argument);
    if (name.startsWith("Fn::")) {
      const intrinsic = intrinsics[name];
      if (intrinsic === undefined) throw new Refused(`${name} is not known to the local cloud.`);
      return intrinsic(argument, scope);
    }
  }
  const result: Record<string, Json> = {};
  for (const [key, member] of Object.entries(value)) {
    const reduced = reduce(member, scope);
    if (reduced !== noValue) result[key] = reduced;
  }
  return result;
}

function ref(name: string, scope: Scope): Value {
  const pseudo = pseudoParameters[name];
  return pseudo === undefined ? scope.ref(name) : pseudo(scope);
}

type Intrinsic = (argument: Json, scope: Scope) => Value;

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  "Fn::GetAtt": (argument, scope) => {
    const parts = typeof argument === "string" ? argument.split(/\.(.*)/s) : list(argument, scope);
    return scope.attribute(text(parts[0], "Fn::GetAtt"), text(parts[1], "Fn::GetAtt"));
  },
  "Fn::Join": (argument, scope) => {
    const [separator, items] = pair(argument, scope, "Fn::Join");
    return list(items, scope).map(String).join(text(separator, "Fn::Join"));
  },
  "Fn::Sub": (argument, scope) => {
    const [template, variables] = isList(argument) ? argument : [argument, {}];
    return substitute(text(template, "Fn::Sub"), isObject(variables) ? variables : {}, scope);
  },
  "Fn::Select": (argument, scope) => {
    const [index, items] = pair(argument, scope, "Fn::Select");
    const item = list(items, scope)[Number(index)];
    if (item === undefined) throw new Refused(`Fn::Select finds nothing at ${String(index)}.`);
    return item;
  },
  "Fn::Split": (argument, scope) => {
    const [separator, whole] = pair(argument, scope, "Fn::Split");
    return text(whole, "Fn::Split").split(text(separator, "Fn::Split"));
  },
  "Fn::ImportValue": (argument, scope) =>
    scope.importValue(text(reduce(argument, scope), "Fn::ImportValue")),
  "Fn::GetStackOutput": (argument, scope) => {
    const reduced = reduce(argument, scope);
    if (!isObject(reduced)) throw malformed("Fn::GetStackOutput");
    return scope.stackOutput(
      text(reduced["StackName"], "Fn::GetStackOutput"),
      text(reduced["OutputName"], "Fn::GetStackOutput"),
    );
  },
  "Fn::If": (argument, scope) => {
    const [name, yes, no] = isList(argument) ? argument : [];
    if (yes === undefined || no === undefined) throw malformed("Fn::If");
    return reduce(scope.condition(text(name, "Fn::If")) ? yes : no, scope);
  },
  "Fn::Base64": (argument, scope) =>
    Buffer.from(text(reduce(argument, scope), "Fn::Base64")).toString("base64"),
  "Fn::FindInMap": (argument, scope) => {
    const [map, first, second] = list(argument, scope).map((part) => text(part, "Fn::FindInMap"));
    if (map === undefined || first === undefined || second === undefined) {
      throw malformed("Fn::FindInMap");
    }
    return scope.mapping(map, first, second);
  },
  "Fn::GetAZs": () => ["a", "b", "c"].map((zone) => `${REGION}${zone}`),
  "Fn::ToJsonString": (argument, scope) => JSON.stringify(reduce(argument, scope)),
  "Fn::Length": (argument, scope) => list(argument, scope).length,
  "Fn::Equals": (argument, scope) => {
    const [left, right] = pair(argument, scope, "Fn::Equals");
    return JSON.stringify(left) === JSON.stringify(right);
  },
  "Fn::Not": (argument, scope) => !truth(list(argument, scope)[0] ?? false),
  "Fn::And": (argument, scope) => list(argument, scope).every(truth),
  "Fn::Or": (argument, scope) => list(argument, scope).some(truth),
};

function substitute(
  template: string,
  variables: Readonly<Record<string, Json>>,
  scope: Scope,
): string {
  return template.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal === "!") return `\${${name}}`;
    const variable = variables[name];
    if (variable !== undefined) return String(reduce(variable, scope));
    const [logicalId, attribute] = name.split(/\.(.*)/s);
    return attribute === undefined
      ? String(ref(name, scope))
      : String(scope.attribute(logicalId ?? name, attribute));
  });
}

function withDynamicReferences(value: Json, scope: Scope): Json {
  if (typeof value === "string") {
    return value.includes("{{resolve:") ? scope.dynamicReferences(value) : value;
  }
  if (isList(value)) return value.map((item) => withDynamicReferences(item, scope));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, withDynamicReferences(member, scope)]),
  );
}

function pair(argument: Json, scope: Scope, name: string): [Json, Json] {
  const [first, second] = list(argument, scope);
  if (first === undefined || second === undefined) throw malformed(name);
  return [first, second];
}

function list(argument: Json, scope: Scope): readonly Json[] {
  const reduced = reduce(argument, scope);
  if (reduced === noValue || !isList(reduced)) throw malformed("A list's function");
  return reduced;
}

function text(value: Value | undefined, name: string): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  throw malformed(name);
}

function truth(value: Value): boolean {
  return value === true || value === "true";
}

function malformed(name: string): Refused {
  return new Refused(`${name} has arguments that the local cloud cannot read.`);
}
