import { ACCOUNT_ID, REGION } from "../../seams.ts";
import type { TypeDefinition } from "../registry.ts";
import type { Resource } from "../resource.ts";

const table: TypeDefinition = {
  ref: (resource) => resource.name("TableName"),
  attributes: {
    Arn: (resource) => resource.arn("dynamodb", `table/${resource.name("TableName")}`),
    StreamArn: (resource, world) => world.assigned(resource, "StreamArn"),
    TableId: (resource) => resource.shortId,
  },
};

/** Bucket names are lower-case and at most 63 characters. */
export function bucketName(resource: Resource): string {
  return resource.name("BucketName", 63).toLowerCase();
}

export function queueName(resource: Resource): string {
  const fifo = resource.property("FifoQueue") === true && !resource.has("QueueName");
  return fifo ? `${resource.name("QueueName", 75)}.fifo` : resource.name("QueueName", 80);
}

export const dataTypes: Readonly<Record<string, TypeDefinition>> = {
  "AWS::DynamoDB::Table": table,
  "AWS::DynamoDB::GlobalTable": table,
  "AWS::SQS::Queue": {
    ref: (resource, world) => `${world.proxyUrl}/${ACCOUNT_ID}/${queueName(resource)}`,
    attributes: {
      Arn: (resource) => resource.arn("sqs", queueName(resource)),
      QueueName: queueName,
      QueueUrl: (resource, world) => `${world.proxyUrl}/${ACCOUNT_ID}/${queueName(resource)}`,
    },
  },
  "AWS::S3::Bucket": {
    ref: bucketName,
    attributes: {
      Arn: (resource) => `arn:aws:s3:::${bucketName(resource)}`,
      DomainName: (resource) => `${bucketName(resource)}.s3.amazonaws.com`,
      RegionalDomainName: (resource) => `${bucketName(resource)}.s3.${REGION}.amazonaws.com`,
    },
  },
  "AWS::S3::BucketPolicy": { ref: (resource) => resource.shortId },
  "AWS::SecretsManager::Secret": {
    ref: secretArn,
    attributes: { Id: secretArn },
  },
  "AWS::SecretsManager::SecretTargetAttachment": {
    ref: (resource) => String(resource.property("SecretId")),
    attributes: { Id: (resource) => String(resource.property("SecretId")) },
  },
  "AWS::SSM::Parameter": {
    ref: (resource) => resource.name("Name"),
    attributes: {
      Value: (resource) => String(resource.property("Value")),
      Type: (resource) => String(resource.property("Type")),
    },
  },
  "AWS::RDS::DBCluster": {
    ref: databaseName,
    attributes: {
      "Endpoint.Address": (_, world) => world.postgres().host,
      "Endpoint.Port": (_, world) => String(world.postgres().port),
      "ReadEndpoint.Address": (_, world) => world.postgres().host,
      DBClusterArn: (resource) => resource.arn("rds", `cluster:${databaseName(resource)}`),
      DBClusterResourceId: (resource) => `cluster-${resource.shortId.toUpperCase()}`,
    },
  },
  "AWS::RDS::DBInstance": {
    ref: databaseName,
    attributes: {
      "Endpoint.Address": (_, world) => world.postgres().host,
      "Endpoint.Port": (_, world) => String(world.postgres().port),
      DBInstanceArn: (resource) => resource.arn("rds", `db:${databaseName(resource)}`),
      DbiResourceId: (resource) => `db-${resource.shortId.toUpperCase()}`,
    },
  },
};

function secretArn(resource: Resource): string {
  const suffix = resource.shortId.slice(0, 6);
  return resource.arn("secretsmanager", `secret:${resource.name("Name")}-${suffix}`);
}

function databaseName(resource: Resource): string {
  return resource.name("DBClusterIdentifier", 63).toLowerCase();
}
