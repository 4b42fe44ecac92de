import type { Assembly, Stack } from "./assembly.ts";
import { ResourceGraph } from "./graph.ts";
import type { JsonObject } from "./json.ts";
import type { World } from "./world.ts";

const world: World = {
  proxyUrl: "http://127.0.0.1:4000",
  storeHost: "localhost:4321",
  apiUrl: (id) => `http://127.0.0.1:4001/${id}`,
  postgres: () => ({ host: "127.0.0.1", port: 5432 }),
  issuer: (id) => `http://127.0.0.1:4002/${id}`,
  assigned: (resource, attribute) => `${resource.logicalId}.${attribute}`,
  secretString: () => '{"key":"sesame"}',
};

interface Parts {
  readonly Resources?: Record<
    string,
    { Type: string; Properties?: JsonObject; Condition?: string }
  >;
  readonly Outputs?: Stack["template"]["Outputs"];
  readonly Parameters?: Stack["template"]["Parameters"];
  readonly Conditions?: JsonObject;
}

/** A stack as it would be read from a template. */
export function stack(name: string, parts: Parts, parent?: Stack["parent"]): Stack {
  const resources = Object.entries(parts.Resources ?? {}).map(([id, resource]) => [
    id,
    { Properties: {}, Metadata: { "aws:cdk:path": `${name}/${id}/Resource` }, ...resource },
  ]);
  return {
    name,
    directory: "/cdk.out",
    template: {
      Outputs: {},
      Parameters: {},
      Conditions: {},
      Mappings: {},
      ...parts,
      Resources: Object.fromEntries(resources),
    },
    ...(parent !== undefined && { parent }),
  };
}

/** A graph over stacks in a world where every id and attribute is its own name. */
export function graphOf(...stacks: Stack[]): ResourceGraph {
  const assembly: Assembly = { directory: "/cdk.out", stacks, assets: new Map() };
  return new ResourceGraph(assembly, world);
}
