import type { TypeDefinition } from "../registry.ts";
import type { Resource } from "../resource.ts";

function functionName(resource: Resource): string {
  return resource.name("FunctionName", 64);
}

function roleName(resource: Resource): string {
  return resource.name("RoleName", 64);
}

const byShortId = (resource: Resource): string => resource.shortId;

export const computeTypes: Readonly<Record<string, TypeDefinition>> = {
  "AWS::Lambda::Function": {
    ref: functionName,
    attributes: { Arn: (resource) => resource.arn("lambda", `function:${functionName(resource)}`) },
  },
  "AWS::Lambda::Version": {
    ref: (resource) => `${targetArn(resource)}:1`,
    attributes: { Version: () => "1", FunctionArn: (resource) => `${targetArn(resource)}:1` },
  },
  "AWS::Lambda::Alias": {
    ref: (resource) => `${targetArn(resource)}:${resource.name("Name")}`,
    attributes: { AliasArn: (resource) => `${targetArn(resource)}:${resource.name("Name")}` },
  },
  "AWS::Lambda::Url": {
    ref: (resource) => String(resource.property("TargetFunctionArn")),
    attributes: {
      FunctionArn: (resource) => String(resource.property("TargetFunctionArn")),
      FunctionUrl: (resource) => `https://${functionUrlHost(resource)}/`,
    },
  },
  "AWS::Lambda::Permission": { ref: byShortId, attributes: { Id: byShortId } },
  "AWS::Lambda::EventSourceMapping": {
    ref: byShortId,
    attributes: {
      Id: byShortId,
      EventSourceMappingArn: (resource) =>
        resource.arn("lambda", `event-source-mapping:${resource.shortId}`),
    },
  },
  "AWS::IAM::Role": {
    ref: roleName,
    attributes: {
      Arn: (resource) => resource.arn("iam", `role/${roleName(resource)}`, ""),
      RoleId: (resource) => `AROA${resource.shortId.toUpperCase()}`,
    },
  },
  "AWS::IAM::Policy": { ref: byShortId, attributes: { Id: byShortId } },
  "AWS::IAM::RolePolicy": { ref: byShortId },
  "AWS::IAM::ManagedPolicy": {
    ref: (resource) => resource.arn("iam", `policy/${resource.name("ManagedPolicyName")}`, ""),
  },
  "AWS::Scheduler::Schedule": {
    ref: (resource) => resource.name("Name", 64),
    attributes: {
      Arn: (resource) => resource.arn("scheduler", `schedule/default/${resource.name("Name", 64)}`),
    },
  },
  "AWS::SES::ConfigurationSet": { ref: (resource) => resource.name("Name", 64) },
  "AWS::SES::ConfigurationSetEventDestination": { ref: byShortId, attributes: { Id: byShortId } },
  "AWS::Events::Rule": {
    ref: (resource) => resource.name("Name", 64),
    attributes: { Arn: (resource) => resource.arn("events", `rule/${resource.name("Name", 64)}`) },
  },
};

/** The host of a function URL, which only the CloudFront twin can reach. */
export function functionUrlHost(resource: Resource): string {
  return `${resource.shortId}.lambda-url.eu-central-1.on.aws`;
}

function targetArn(resource: Resource): string {
  const name = String(resource.property("FunctionName"));
  return name.startsWith("arn:") ? name : resource.arn("lambda", `function:${name}`);
}
