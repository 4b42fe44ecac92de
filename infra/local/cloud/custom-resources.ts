import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Functions } from "../runtime/functions.ts";
import type { ResourceGraph } from "../template/graph.ts";
import { inertReason } from "../template/inert.ts";
import { isList, isObject, type Json } from "../template/json.ts";
import { Refused } from "../template/refused.ts";
import type { Resource } from "../template/resource.ts";
import type { LocalWorld } from "./local-world.ts";

const answerSchema = z
  .object({
    PhysicalResourceId: z.string().optional(),
    Data: z.record(z.string(), z.unknown()).optional(),
  })
  .nullish();

/** Custom resources that the local cloud does itself, elsewhere. */
const native: ReadonlySet<string> = new Set([
  "Custom::CDKBucketDeployment",
  "Custom::S3BucketNotifications",
]);

/**
 * Calls the handlers behind the custom resources of the CDK's Provider framework, as CloudFormation
 * would through it: Create the first time, Update when a property has changed since the last time
 * that it succeeded.
 *
 * @param resources of `customResources`
 * @throws Refused when a handler fails, or a custom resource is of another kind
 */
export async function runCustomResources(
  resources: readonly Resource[],
  graph: ResourceGraph,
  functions: Functions,
  world: LocalWorld,
  onProgress: (line: string) => void,
): Promise<void> {
  for (const resource of resources) {
    const properties = asText(resource.properties());
    const before = world.kept(resource, "Properties");
    if (before === JSON.stringify(properties)) continue;
    onProgress(`Running ${resource.cdkPath.replace(/\/(Default|Resource)$/, "")}`);
    const old: Json | undefined = before === undefined ? undefined : JSON.parse(before);
    await run(resource, userHandler(graph, resource), { properties, old }, functions, world);
    world.assign(resource, "Properties", JSON.stringify(properties));
  }
}

/** The custom resources whose handlers are the app's own, in template order. */
export function customResources(graph: ResourceGraph): readonly Resource[] {
  return graph.resources.filter(
    ({ type }) =>
      (type === "AWS::CloudFormation::CustomResource" || type.startsWith("Custom::")) &&
      !native.has(type) &&
      inertReason(type) === undefined,
  );
}

/** Whether a custom resource depends on files that a bucket deployment brings. */
export function waitsForUploads({ dependsOn, stack }: Resource): boolean {
  return dependsOn.some(
    (id) => stack.template.Resources[id]?.Type === "Custom::CDKBucketDeployment",
  );
}

/** The function that the provider framework would call. */
function userHandler(graph: ResourceGraph, resource: Resource): string {
  const token = String(resource.property("ServiceToken"));
  const framework = graph.find(token, "AWS::Lambda::Function");
  const onEvent = framework?.at("Environment", "Variables", "USER_ON_EVENT_FUNCTION_ARN");
  const polls = framework?.at("Environment", "Variables", "USER_IS_COMPLETE_FUNCTION_ARN");
  if (typeof onEvent !== "string" || typeof polls === "string") {
    throw new Refused(
      `${resource.cdkPath} (${resource.type}) is not a Provider's resource with onEvent alone.`,
    );
  }
  return onEvent;
}

async function run(
  resource: Resource,
  handler: string,
  { properties, old }: { readonly properties: Json; readonly old: Json | undefined },
  functions: Functions,
  world: LocalWorld,
): Promise<void> {
  const before = world.kept(resource, "PhysicalResourceId");
  const result = await functions.invoke(handler, {
    RequestType: old === undefined ? "Create" : "Update",
    ServiceToken: handler,
    ResponseURL: "https://cloudformation.invalid/",
    StackId: resource.arn("cloudformation", `stack/${resource.stack.name}/local`),
    RequestId: randomUUID(),
    LogicalResourceId: resource.logicalId,
    ResourceType: resource.type,
    ResourceProperties: properties,
    ...(before !== undefined && { PhysicalResourceId: before }),
    ...(old !== undefined && { OldResourceProperties: old }),
  });
  if (result.functionError !== undefined) {
    const { payload } = result;
    const message = isObject(payload) ? String(payload["errorMessage"]) : String(payload);
    throw new Refused(`${resource.cdkPath} failed: ${message}`);
  }
  const answer = answerSchema.parse(result.payload);
  for (const [name, value] of Object.entries(answer?.Data ?? {})) {
    world.assign(resource, name, String(value));
  }
  world.assign(
    resource,
    "PhysicalResourceId",
    answer?.PhysicalResourceId ?? before ?? randomUUID(),
  );
}

/** CloudFormation hands every scalar over as text. */
function asText(value: Json): Json {
  if (isList(value)) return value.map(asText);
  if (!isObject(value)) return String(value);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, asText(member)]));
}
