import { describe, expect, it } from "vitest";
import type { Json } from "../template/json.ts";
import { evaluate } from "./evaluate.ts";
import { parsePolicy } from "./policy.ts";

const table = "arn:aws:dynamodb:eu-central-1:000000000000:table/Shop";

function statements(...list: Json[]) {
  return parsePolicy({ Version: "2012-10-17", Statement: list }, "the test");
}

const allow = { Effect: "Allow", Action: "dynamodb:GetItem", Resource: table };

describe("evaluating a role's policies", () => {
  it("allows what a statement names", () => {
    expect(evaluate(statements(allow), "dynamodb:GetItem", table)).toBe("allowed");
  });

  it.each([
    ["another action", "dynamodb:PutItem", table],
    ["another resource", "dynamodb:GetItem", `${table}2`],
    ["an index of the table", "dynamodb:GetItem", `${table}/index/GSI1`],
  ])("does not allow %s", (_, action, resource) => {
    expect(evaluate(statements(allow), action, resource)).toBe("not allowed");
  });

  it("lets a deny win over an allow, whatever their order", () => {
    const deny = { Effect: "Deny", Action: "dynamodb:*", Resource: "*" };
    expect(evaluate(statements(deny, allow), "dynamodb:GetItem", table)).toBe("denied explicitly");
    expect(evaluate(statements(allow, deny), "dynamodb:GetItem", table)).toBe("denied explicitly");
  });

  it("matches wildcards in actions without regard to case, in resources with it", () => {
    const policy = statements({
      Effect: "Allow",
      Action: "S3:get*",
      Resource: "arn:aws:s3:::p?ges/*",
    });
    expect(evaluate(policy, "s3:GetObject", "arn:aws:s3:::pages/a/b.html")).toBe("allowed");
    expect(evaluate(policy, "s3:GetObject", "arn:aws:s3:::Pages/a")).toBe("not allowed");
    expect(evaluate(policy, "s3:GetObject", "arn:aws:s3:::pages")).toBe("not allowed");
  });

  it("understands NotAction and NotResource", () => {
    const policy = statements({ Effect: "Allow", NotAction: "s3:*", NotResource: table });
    expect(evaluate(policy, "sqs:SendMessage", "arn:aws:sqs:::q")).toBe("allowed");
    expect(evaluate(policy, "s3:GetObject", "arn:aws:s3:::b/k")).toBe("not allowed");
    expect(evaluate(policy, "dynamodb:GetItem", table)).toBe("not allowed");
  });
});

describe("conditions", () => {
  const conditional = (Condition: Json) =>
    statements({ Effect: "Allow", Action: "ses:SendEmail", Resource: "*", Condition });
  const decide = (condition: Json, context: Record<string, string[]>) =>
    evaluate(conditional(condition), "ses:SendEmail", "*", context);

  it.each([
    [{ StringEquals: { "ses:FromAddress": "a@b.c" } }, { "ses:fromaddress": ["a@b.c"] }, "allowed"],
    [{ StringEquals: { "ses:FromAddress": "a@b.c" } }, { "ses:fromaddress": ["x"] }, "not allowed"],
    [{ StringEquals: { "ses:FromAddress": "a@b.c" } }, {}, "not allowed"],
    [{ StringEqualsIfExists: { "ses:FromAddress": "a" } }, {}, "allowed"],
    [{ StringLike: { "ses:FromAddress": "*@b.c" } }, { "ses:fromaddress": ["z@b.c"] }, "allowed"],
    [
      { StringNotLike: { "ses:FromAddress": "*@b.c" } },
      { "ses:fromaddress": ["z@b.c"] },
      "not allowed",
    ],
    [
      { "ForAllValues:StringLike": { "ses:Recipients": ["*@b.c"] } },
      { "ses:recipients": ["a@b.c", "x@y.z"] },
      "not allowed",
    ],
    [{ Null: { "ses:FromAddress": "true" } }, {}, "allowed"],
    [{ Bool: { "aws:SecureTransport": "false" } }, {}, "not allowed"],
    [{ StringEquals: { "aws:RequestedRegion": "eu-central-1" } }, {}, "allowed"],
  ])("%j over %j", (condition, context, expected) => {
    expect(decide(condition, context)).toBe(expected);
  });

  it("refuses a key or an operator that is not known here", () => {
    expect(() => conditional({ StringEquals: { "aws:PrincipalTag/team": "x" } })).toThrow(
      "aws:PrincipalTag/team",
    );
    expect(() => conditional({ NumericLessThan: { "s3:prefix": "3" } })).toThrow("NumericLessThan");
  });
});
