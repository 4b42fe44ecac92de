import type { ResourceGraph } from "../template/graph.ts";
import type { Resource } from "../template/resource.ts";

/**
 * What AWS services a function can reach: inside a VPC without NAT only those that the VPC has an
 * endpoint for. A call past that would hang on AWS until the function times out.
 *
 * @returns undefined when there is no limit
 */
export function reachableServices(
  graph: ResourceGraph,
  lambda: Resource,
): ReadonlySet<string> | undefined {
  const hasWayOut = graph.ofType("AWS::EC2::NatGateway").length > 0;
  if (!lambda.has("VpcConfig") || hasWayOut) return undefined;
  return new Set(
    graph.ofType("AWS::EC2::VPCEndpoint").map((endpoint) => {
      const name = String(endpoint.property("ServiceName")).split(".").at(-1) ?? "";
      return endpointServices[name] ?? name;
    }),
  );
}

/** Endpoints whose name is not that of the service in a request's signature. */
const endpointServices: Readonly<Record<string, string>> = { "email-smtp": "ses" };
