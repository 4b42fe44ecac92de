import type { TypeDefinition } from "../registry.ts";

const customResource: TypeDefinition = {
  ref: (resource, world) => world.assigned(resource, "PhysicalResourceId"),
  anyAttribute: (resource, name, world) => world.assigned(resource, name),
};

export const customTypes: Readonly<Record<string, TypeDefinition>> = {
  "AWS::CloudFormation::CustomResource": customResource,
  "Custom::CDKBucketDeployment": {
    ref: (resource) => resource.shortId,
    attributes: {
      DestinationBucketArn: (resource) =>
        `arn:aws:s3:::${String(resource.property("DestinationBucketName"))}`,
      DestinationBucketName: (resource) => String(resource.property("DestinationBucketName")),
    },
  },
  "Custom::S3BucketNotifications": { ref: (resource) => resource.shortId },
  "AWS::CloudFormation::Stack": { ref: (resource) => resource.arn("cloudformation", resource.key) },
};
