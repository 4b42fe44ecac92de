import { describe, expect, it } from "vitest";
import { evaluate, evaluateCondition, type Scope } from "./intrinsics.ts";

const scope: Scope = {
  stackName: "Shop-data",
  ref: (name) => `ref-of-${name}`,
  attribute: (logicalId, name) => `${name}-of-${logicalId}`,
  importValue: (name) => `import-of-${name}`,
  stackOutput: (stack, name) => `${name}-from-${stack}`,
  condition: (name) => name === "IsDev",
  mapping: (map, first, second) => `${map}/${first}/${second}`,
  dynamicReferences: (text) => text.replaceAll(/\{\{resolve:[^}]*\}\}/g, "secret"),
};

describe("evaluating a template value", () => {
  it("keeps what holds no function", () => {
    const value = { Name: "orders", Size: 3, On: true, List: ["a", null] };
    expect(evaluate(value, scope)).toEqual(value);
  });

  it.each([
    [{ Ref: "Table" }, "ref-of-Table"],
    [{ Ref: "AWS::Region" }, "eu-central-1"],
    [{ Ref: "AWS::AccountId" }, "000000000000"],
    [{ Ref: "AWS::StackName" }, "Shop-data"],
    [{ "Fn::GetAtt": ["Table", "Arn"] }, "Arn-of-Table"],
    [{ "Fn::GetAtt": "Nested.Outputs.Name" }, "Outputs.Name-of-Nested"],
    [{ "Fn::Join": ["-", ["a", { Ref: "B" }, 3]] }, "a-ref-of-B-3"],
    [{ "Fn::ImportValue": { "Fn::Sub": "${AWS::StackName}:x" } }, "import-of-Shop-data:x"],
    [{ "Fn::GetStackOutput": { StackName: "S", OutputName: "O" } }, "O-from-S"],
    [{ "Fn::Select": ["1", { "Fn::Split": ["/", "https:/a/b"] }] }, "a"],
    [{ "Fn::If": ["IsDev", "yes", "no"] }, "yes"],
    [{ "Fn::If": ["IsProduction", "yes", "no"] }, "no"],
    [{ "Fn::Base64": "hey" }, "aGV5"],
    [{ "Fn::FindInMap": ["M", { Ref: "AWS::Region" }, "k"] }, "M/eu-central-1/k"],
    [{ "Fn::ToJsonString": { a: { Ref: "B" } } }, '{"a":"ref-of-B"}'],
  ])("evaluates %j", (value, expected) => {
    expect(evaluate(value, scope)).toBe(expected);
  });

  it("substitutes variables, references, attributes and escapes in Fn::Sub", () => {
    const value = { "Fn::Sub": ["${Own}-${Table}-${Table.Arn}-${!Kept}", { Own: { Ref: "O" } }] };
    expect(evaluate(value, scope)).toBe("ref-of-O-ref-of-Table-Arn-of-Table-${Kept}");
  });

  it("drops an entry that is AWS::NoValue from its list or object", () => {
    const nothing = { "Fn::If": ["IsProduction", "x", { Ref: "AWS::NoValue" }] };
    expect(evaluate({ a: nothing, b: [1, nothing] }, scope)).toEqual({ b: [1] });
  });

  it("resolves a dynamic reference once its text is joined", () => {
    const value = { "Fn::Join": ["", ["{{resolve:secretsmanager:", { Ref: "S" }, "}}!"]] };
    expect(evaluate(value, scope)).toBe("secret!");
  });

  it("refuses a function it does not know", () => {
    expect(() => evaluate({ "Fn::Transform": {} }, scope)).toThrow("Fn::Transform is not known");
  });
});

describe("evaluating a condition", () => {
  it.each([
    [{ "Fn::Equals": [{ Ref: "AWS::Region" }, "eu-central-1"] }, true],
    [{ "Fn::Not": [{ "Fn::Equals": ["a", "a"] }] }, false],
    [{ "Fn::And": [{ Condition: "IsDev" }, { Condition: "IsProduction" }] }, false],
    [{ "Fn::Or": [{ Condition: "IsDev" }, { Condition: "IsProduction" }] }, true],
  ])("evaluates %j", (value, expected) => {
    expect(evaluateCondition(value, scope)).toBe(expected);
  });
});
