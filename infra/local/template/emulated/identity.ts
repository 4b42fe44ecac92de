import type { TypeDefinition } from "../registry.ts";
import type { Resource } from "../resource.ts";
import type { World } from "../world.ts";

function poolId(resource: Resource, world: World): string {
  return world.assigned(resource, "Id");
}

export const identityTypes: Readonly<Record<string, TypeDefinition>> = {
  "AWS::Cognito::UserPool": {
    ref: poolId,
    attributes: {
      UserPoolId: poolId,
      Arn: (resource, world) => resource.arn("cognito-idp", `userpool/${poolId(resource, world)}`),
      ProviderName: (resource, world) =>
        world.issuer(poolId(resource, world)).replace(/^https?:\/\//, ""),
      ProviderURL: (resource, world) => world.issuer(poolId(resource, world)),
    },
  },
  "AWS::Cognito::UserPoolClient": {
    ref: (resource, world) => world.assigned(resource, "Id"),
    attributes: {
      ClientId: (resource, world) => world.assigned(resource, "Id"),
      ClientSecret: (resource, world) => world.assigned(resource, "ClientSecret"),
    },
  },
  "AWS::Cognito::UserPoolGroup": { ref: (resource) => resource.name("GroupName") },
};
