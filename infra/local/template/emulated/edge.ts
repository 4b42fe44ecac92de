import type { TypeDefinition } from "../registry.ts";
import type { Resource } from "../resource.ts";

const byShortId = (resource: Resource): string => resource.shortId;
const identified: TypeDefinition = { ref: byShortId, attributes: { Id: byShortId } };

function edgeFunctionArn(resource: Resource): string {
  return resource.arn("cloudfront", `function/${resource.name("Name", 64)}`, "");
}

export const edgeTypes: Readonly<Record<string, TypeDefinition>> = {
  "AWS::ApiGatewayV2::Api": {
    ref: byShortId,
    attributes: {
      ApiId: byShortId,
      ApiEndpoint: (resource, world) => world.apiUrl(resource.shortId),
    },
  },
  "AWS::ApiGatewayV2::Stage": { ref: (resource) => String(resource.property("StageName")) },
  "AWS::ApiGatewayV2::Route": { ref: byShortId, attributes: { RouteId: byShortId } },
  "AWS::ApiGatewayV2::Integration": { ref: byShortId, attributes: { IntegrationId: byShortId } },
  "AWS::CloudFront::Distribution": {
    ref: (resource) => `E${resource.shortId.toUpperCase()}`,
    attributes: {
      Id: (resource) => `E${resource.shortId.toUpperCase()}`,
      DomainName: (_, world) => world.storeHost,
    },
  },
  "AWS::CloudFront::Function": {
    ref: edgeFunctionArn,
    attributes: {
      FunctionARN: edgeFunctionArn,
      "FunctionMetadata.FunctionARN": edgeFunctionArn,
      Stage: () => "LIVE",
    },
  },
  "AWS::CloudFront::CachePolicy": identified,
  "AWS::CloudFront::OriginRequestPolicy": identified,
  "AWS::CloudFront::ResponseHeadersPolicy": identified,
  "AWS::CloudFront::OriginAccessControl": identified,
};
