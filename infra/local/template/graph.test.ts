import { describe, expect, it } from "vitest";
import type { ResourceGraph } from "./graph.ts";
import { graphOf, stack } from "./graph-fixture.ts";

function only(graph: ResourceGraph, type: string) {
  const [resource] = graph.ofType(type);
  if (resource === undefined) throw new Error(`no ${type}`);
  return resource;
}

describe("references between resources", () => {
  it("cross from stack to stack by exports", () => {
    const data = stack("Data", {
      Resources: { Orders: { Type: "AWS::SQS::Queue" } },
      Outputs: {
        Url: { Value: { Ref: "Orders" }, Export: { Name: { "Fn::Sub": "${AWS::StackName}:Url" } } },
      },
    });
    const api = stack("Api", {
      Resources: {
        Name: {
          Type: "AWS::SSM::Parameter",
          Properties: { Value: { "Fn::ImportValue": "Data:Url" } },
        },
      },
    });
    const parameter = only(graphOf(data, api), "AWS::SSM::Parameter");
    expect(parameter.property("Value")).toBe("http://127.0.0.1:4000/000000000000/Data-Orders");
  });

  it("cross into a nested stack by parameters and out of it by outputs", () => {
    const outer = stack("Outer", {
      Resources: {
        Table: { Type: "AWS::DynamoDB::Table" },
        Inner: {
          Type: "AWS::CloudFormation::Stack",
          Properties: { Parameters: { Name: { Ref: "Table" } } },
        },
        Out: {
          Type: "AWS::SSM::Parameter",
          Properties: { Value: { "Fn::GetAtt": ["Inner", "Outputs.Echo"] } },
        },
      },
    });
    const inner = stack(
      "Outer-Inner",
      {
        Parameters: { Name: { Type: "String" } },
        Outputs: { Echo: { Value: { "Fn::Sub": "<${Name}>" } } },
      },
      { stack: outer, logicalId: "Inner" },
    );
    const parameter = only(graphOf(outer, inner), "AWS::SSM::Parameter");
    expect(parameter.property("Value")).toBe("<Outer-Table>");
  });

  it("reach into a secret by dynamic reference and JSON key", () => {
    const graph = graphOf(
      stack("Data", {
        Resources: {
          Key: { Type: "AWS::SecretsManager::Secret" },
          Holder: {
            Type: "AWS::SSM::Parameter",
            Properties: {
              Value: {
                "Fn::Join": [
                  "",
                  ["{{resolve:secretsmanager:", { Ref: "Key" }, ":SecretString:key::}}"],
                ],
              },
            },
          },
        },
      }),
    );
    expect(only(graph, "AWS::SSM::Parameter").property("Value")).toBe("sesame");
  });
});

describe("a resource", () => {
  it("has the same physical name in every run, cut to what its service allows", () => {
    const id = `Orders${"x".repeat(90)}`;
    const parts = { Resources: { [id]: { Type: "AWS::SQS::Queue" } } };
    const [first, second] = [graphOf(stack("Jobs", parts)), graphOf(stack("Jobs", parts))];
    const name = first.attribute(only(first, "AWS::SQS::Queue"), "QueueName");
    expect(name).toHaveLength(80);
    expect(second.attribute(only(second, "AWS::SQS::Queue"), "QueueName")).toBe(name);
  });

  it("is left out when its condition does not hold", () => {
    const graph = graphOf(
      stack("Data", {
        Conditions: { Never: { "Fn::Equals": ["a", "b"] } },
        Resources: { Orders: { Type: "AWS::SQS::Queue", Condition: "Never" } },
      }),
    );
    expect(graph.resources).toEqual([]);
  });

  it("of an unknown type is refused with its path", () => {
    const odd = stack("Data", { Resources: { Bus: { Type: "AWS::MSK::Cluster" } } });
    expect(() => graphOf(odd)).toThrow("AWS::MSK::Cluster (Data/Bus/Resource) is unknown");
  });

  it("of an inert type still has a name to refer to", () => {
    const graph = graphOf(stack("Data", { Resources: { Vpc: { Type: "AWS::EC2::VPC" } } }));
    expect(graph.ref(only(graph, "AWS::EC2::VPC"))).toBe("Data-Vpc");
  });
});
