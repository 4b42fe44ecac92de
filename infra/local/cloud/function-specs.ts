import { z } from "zod";
import type { Role } from "../iam/roles.ts";
import type { FunctionSpec } from "../runtime/function-spec.ts";
import type { ResourceGraph } from "../template/graph.ts";
import { Refused } from "../template/refused.ts";
import type { Resource } from "../template/resource.ts";
import { reachableServices } from "./networks.ts";

/** Environments of one function at once: more would only wait for one another's turn on the cores. */
const maximumConcurrency = 4;

const functionSchema = z.object({
  Handler: z.string(),
  Runtime: z.string(),
  Role: z.string(),
  Timeout: z.coerce.number().default(3),
  MemorySize: z.coerce.number().default(128),
  ReservedConcurrentExecutions: z.coerce.number().default(maximumConcurrency),
});

/**
 * The app's own functions. Those that the CDK brings along for custom resources are left out: the
 * local cloud does their work itself.
 *
 * @param overrides values that replace a variable a function has
 * @throws Refused when a function's runtime or code cannot run here
 */
export function readFunctions(
  graph: ResourceGraph,
  roles: ReadonlyMap<string, Role>,
  overrides: Readonly<Record<string, () => string>>,
): readonly FunctionSpec[] {
  const providers = providerArns(graph);
  return graph
    .ofType("AWS::Lambda::Function")
    .filter((resource) => !providers.has(graph.attribute(resource, "Arn")))
    .map((resource) => readFunction(graph, resource, roles, overrides));
}

function readFunction(
  graph: ResourceGraph,
  resource: Resource,
  roles: ReadonlyMap<string, Role>,
  overrides: Readonly<Record<string, () => string>>,
): FunctionSpec {
  const declared = functionSchema.parse({
    Handler: resource.property("Handler"),
    Runtime: resource.property("Runtime"),
    Role: resource.property("Role"),
    Timeout: resource.property("Timeout") ?? undefined,
    MemorySize: resource.property("MemorySize") ?? undefined,
    ReservedConcurrentExecutions: resource.property("ReservedConcurrentExecutions") ?? undefined,
  });
  const { assetPath, cdkPath } = resource;
  if (!declared.Runtime.startsWith("nodejs") || assetPath === undefined) {
    throw new Refused(`${cdkPath} (${declared.Runtime}) is no Node.js function with an asset.`);
  }
  const role = roles.get(declared.Role);
  if (role === undefined) throw new Refused(`${cdkPath} has a role that no template defines.`);
  const reachable = reachableServices(graph, resource);
  return {
    name: graph.ref(resource),
    arn: graph.attribute(resource, "Arn"),
    cdkPath,
    codeDirectory: assetPath,
    handler: declared.Handler,
    timeoutSeconds: declared.Timeout,
    memoryMb: declared.MemorySize,
    environment: environmentOf(resource, overrides),
    role,
    ...(reachable !== undefined && { reachable }),
    concurrency: Math.max(1, Math.min(maximumConcurrency, declared.ReservedConcurrentExecutions)),
  };
}

function environmentOf(
  resource: Resource,
  overrides: Readonly<Record<string, () => string>>,
): Record<string, string> {
  const names = resource.keysAt("Environment", "Variables");
  return Object.fromEntries(
    names.map((name) => [
      name,
      overrides[name]?.() ?? String(resource.at("Environment", "Variables", name)),
    ]),
  );
}

/** Functions that answer CloudFormation on behalf of custom resources, and bucket notifications. */
function providerArns(graph: ResourceGraph): ReadonlySet<string> {
  return new Set(
    graph.resources
      .filter((resource) => resource.has("ServiceToken"))
      .map((resource) => String(resource.property("ServiceToken"))),
  );
}
