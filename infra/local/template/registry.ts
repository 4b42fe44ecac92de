import { computeTypes } from "./emulated/compute.ts";
import { customTypes } from "./emulated/custom.ts";
import { dataTypes } from "./emulated/data.ts";
import { edgeTypes } from "./emulated/edge.ts";
import { identityTypes } from "./emulated/identity.ts";
import { inertReason } from "./inert.ts";
import { Refused } from "./refused.ts";
import type { Resource } from "./resource.ts";
import type { World } from "./world.ts";

/** How a resource type is known to the rest of the templates. */
export interface TypeDefinition {
  /** What `Ref` gives. */
  readonly ref: (resource: Resource, world: World) => string;
  /** What `Fn::GetAtt` gives, by attribute. */
  readonly attributes?: Readonly<Record<string, (resource: Resource, world: World) => string>>;
  /** For types whose attributes only their maker knows. */
  readonly anyAttribute?: (resource: Resource, name: string, world: World) => string;
}

/** Every type that does something here. What only exists on AWS stands in `inert.ts`. */
const emulated: Readonly<Record<string, TypeDefinition>> = {
  ...dataTypes,
  ...computeTypes,
  ...edgeTypes,
  ...identityTypes,
  ...customTypes,
};

const inert: TypeDefinition = {
  ref: (resource) => resource.name("Name"),
  anyAttribute: (resource, name) =>
    name.endsWith("Arn")
      ? resource.arn(resource.type.split("::")[1]?.toLowerCase() ?? "local", resource.logicalId)
      : `${resource.logicalId}.${name}`,
};

/**
 * @throws Refused when the type is neither emulated nor listed as inert
 */
export function definitionOf(resource: Resource): TypeDefinition {
  const { type } = resource;
  const definition = emulated[type];
  if (definition !== undefined) return definition;
  if (inertReason(type) !== undefined) return inert;
  if (type.startsWith("Custom::"))
    return customTypes["AWS::CloudFormation::CustomResource"] ?? inert;
  throw new Refused(
    `${type} (${resource.cdkPath}) is unknown to the local cloud: emulate it, or list it in ` +
      "infra/local/template/inert.ts with the reason why nothing here needs it.",
  );
}
