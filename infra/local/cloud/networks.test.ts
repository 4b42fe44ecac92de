import { expect, it } from "vitest";
import { graphOf, stack } from "../template/graph-fixture.ts";
import { reachableServices } from "./networks.ts";

const lambda = { Type: "AWS::Lambda::Function", Properties: { VpcConfig: { SubnetIds: [] } } };
const endpoint = {
  Type: "AWS::EC2::VPCEndpoint",
  Properties: { ServiceName: { "Fn::Sub": "com.amazonaws.${AWS::Region}.dynamodb" } },
};

function reachable(resources: NonNullable<Parameters<typeof stack>[1]["Resources"]>) {
  const graph = graphOf(stack("Reporting", { Resources: resources }));
  const [resource] = graph.ofType("AWS::Lambda::Function");
  return resource === undefined ? "no function" : reachableServices(graph, resource);
}

it("limits a function in a VPC to the VPC's endpoints", () => {
  expect(reachable({ Job: lambda })).toEqual(new Set());
  expect(reachable({ Job: lambda, Endpoint: endpoint })).toEqual(new Set(["dynamodb"]));
});

it("does not limit a function outside, or with a NAT gateway", () => {
  expect(reachable({ Job: { Type: "AWS::Lambda::Function" } })).toBeUndefined();
  expect(reachable({ Job: lambda, Nat: { Type: "AWS::EC2::NatGateway" } })).toBeUndefined();
});
