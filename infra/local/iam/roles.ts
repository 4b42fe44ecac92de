import type { ResourceGraph } from "../template/graph.ts";
import { isList, isObject, type Json } from "../template/json.ts";
import { Refused } from "../template/refused.ts";
import type { Resource } from "../template/resource.ts";
import { parsePolicy, type Statement } from "./policy.ts";

export interface Role {
  readonly arn: string;
  readonly name: string;
  readonly statements: readonly Statement[];
}

/** AWS's own policies that grant only what has no twin here: logs, traces, network interfaces. */
const inertManagedPolicies: ReadonlySet<string> = new Set([
  "service-role/AWSLambdaBasicExecutionRole",
  "service-role/AWSLambdaVPCAccessExecutionRole",
  "AWSXRayDaemonWriteAccess",
  "AWSXrayWriteOnlyAccess",
  "CloudWatchLambdaInsightsExecutionRolePolicy",
]);

/**
 * Every role of the assembly by its ARN, with all identity policies that hang on it.
 *
 * @throws Refused when a role takes a managed policy of AWS that grants something real
 */
export function readRoles(graph: ResourceGraph): ReadonlyMap<string, Role> {
  const attached = attachedPolicies(graph);
  const roles = new Map<string, Role>();
  for (const resource of graph.ofType("AWS::IAM::Role")) {
    const arn = graph.attribute(resource, "Arn");
    const name = graph.ref(resource);
    const statements = [
      ...inlinePolicies(resource),
      ...managedPolicies(resource, graph),
      ...(attached.get(name) ?? []),
    ];
    roles.set(arn, { arn, name, statements });
  }
  return roles;
}

function inlinePolicies(role: Resource): readonly Statement[] {
  return list(role.property("Policies")).flatMap((policy) =>
    isObject(policy) ? parsePolicy(policy["PolicyDocument"] ?? null, role.cdkPath) : [],
  );
}

function managedPolicies(role: Resource, graph: ResourceGraph): readonly Statement[] {
  return list(role.property("ManagedPolicyArns")).flatMap((value) => {
    const arn = String(value);
    const awsName = /^arn:aws:iam::aws:policy\/(.+)$/.exec(arn)?.[1];
    if (awsName !== undefined) {
      if (inertManagedPolicies.has(awsName)) return [];
      throw new Refused(`${role.cdkPath} takes AWS's policy ${awsName}, which is not known here.`);
    }
    const policy = graph
      .ofType("AWS::IAM::ManagedPolicy")
      .find((other) => graph.ref(other) === arn);
    if (policy === undefined)
      throw new Refused(`${role.cdkPath} takes the policy ${arn}: unknown.`);
    return parsePolicy(policy.property("PolicyDocument"), policy.cdkPath);
  });
}

/** Statements of policies that name their roles, by role name. */
function attachedPolicies(graph: ResourceGraph): ReadonlyMap<string, readonly Statement[]> {
  const byRole = new Map<string, Statement[]>();
  const types = ["AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy"];
  for (const policy of graph.ofType(...types)) {
    const roles = policy.has("RoleName") ? [policy.property("RoleName")] : policy.property("Roles");
    const names = list(roles).map(String);
    if (names.length === 0) continue;
    const statements = parsePolicy(policy.property("PolicyDocument"), policy.cdkPath);
    for (const name of names) byRole.set(name, [...(byRole.get(name) ?? []), ...statements]);
  }
  return byRole;
}

function list(value: Json): readonly Json[] {
  return isList(value) ? value : [];
}
