import { z } from "zod";
import { evaluate } from "../iam/evaluate.ts";
import type { Role } from "../iam/roles.ts";
import type { FunctionSpec } from "../runtime/function-spec.ts";
import type { EventSourceMapping, QueueMapping, StreamMapping } from "../seams.ts";
import type { ResourceGraph } from "../template/graph.ts";
import { Refused } from "../template/refused.ts";
import type { Resource } from "../template/resource.ts";

const mappingSchema = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  Enabled: z.boolean().default(true),
  BatchSize: z.coerce.number().optional(),
  MaximumBatchingWindowInSeconds: z.coerce.number().default(0),
  FunctionResponseTypes: z.array(z.literal("ReportBatchItemFailures")).default([]),
  ScalingConfig: z.object({ MaximumConcurrency: z.coerce.number().optional() }).default({}),
  FilterCriteria: z
    .object({ Filters: z.array(z.object({ Pattern: z.string() })) })
    .default({ Filters: [] }),
  StartingPosition: z.enum(["TRIM_HORIZON", "LATEST"]).default("LATEST"),
  MaximumRetryAttempts: z.coerce.number().default(-1),
  MaximumRecordAgeInSeconds: z.coerce.number().default(-1),
  BisectBatchOnFunctionError: z.boolean().default(false),
  ParallelizationFactor: z.coerce.number().default(1),
  DestinationConfig: z
    .object({ OnFailure: z.object({ Destination: z.string() }).optional() })
    .default({}),
});

type Declared = z.infer<typeof mappingSchema>;

const queueActions = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
const streamActions = [
  "dynamodb:GetRecords",
  "dynamodb:GetShardIterator",
  "dynamodb:DescribeStream",
];

/**
 * The event source mappings of all functions.
 *
 * @throws Refused, with Lambda's reason, when a function's role may not read its source: AWS would
 *   not create the mapping
 */
export function readMappings(
  graph: ResourceGraph,
  functions: readonly FunctionSpec[],
): readonly EventSourceMapping[] {
  return graph.ofType("AWS::Lambda::EventSourceMapping").map((resource) => {
    const declared = mappingSchema.parse(resource.properties());
    const spec = functions.find(
      ({ name, arn }) => name === declared.FunctionName || arn === declared.FunctionName,
    );
    if (spec === undefined) throw new Refused(`${resource.cdkPath} feeds an unknown function.`);
    const service = declared.EventSourceArn.split(":")[2];
    if (service === "sqs") return queueMapping(resource, declared, spec);
    if (service === "dynamodb") return streamMapping(graph, resource, declared, spec);
    throw new Refused(
      `${resource.cdkPath} reads from ${String(service)}, which is not known here.`,
    );
  });
}

function queueMapping(resource: Resource, declared: Declared, spec: FunctionSpec): QueueMapping {
  const { EventSourceArn: queueArn } = declared;
  mustAllow(spec.role, queueActions, queueArn, resource);
  return {
    kind: "sqs",
    ...common(resource, declared, spec),
    queueArn,
    queueName: queueArn.split(":").at(-1) ?? "",
    batchSize: declared.BatchSize ?? 10,
    maximumConcurrency: declared.ScalingConfig.MaximumConcurrency ?? 5,
  };
}

function streamMapping(
  graph: ResourceGraph,
  resource: Resource,
  declared: Declared,
  spec: FunctionSpec,
): StreamMapping {
  const { EventSourceArn: streamArn, DestinationConfig } = declared;
  mustAllow(spec.role, streamActions, streamArn, resource);
  const tables = graph.ofType("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable");
  const table = tables.find(
    (candidate) =>
      candidate.has("StreamSpecification") && graph.attribute(candidate, "StreamArn") === streamArn,
  );
  if (table === undefined) throw new Refused(`${resource.cdkPath} reads an unknown stream.`);
  const onFailure = DestinationConfig.OnFailure?.Destination;
  return {
    kind: "dynamodb",
    ...common(resource, declared, spec),
    streamArn,
    tableName: graph.ref(table),
    batchSize: declared.BatchSize ?? 100,
    startingPosition: declared.StartingPosition,
    maximumRetryAttempts: declared.MaximumRetryAttempts,
    maximumRecordAge: declared.MaximumRecordAgeInSeconds,
    bisectBatchOnError: declared.BisectBatchOnFunctionError,
    parallelizationFactor: declared.ParallelizationFactor,
    ...(onFailure !== undefined && { onFailureQueueArn: onFailure }),
  };
}

function common(resource: Resource, declared: Declared, spec: FunctionSpec) {
  return {
    id: resource.shortId,
    enabled: declared.Enabled,
    functionArn: spec.arn,
    functionTimeout: spec.timeoutSeconds,
    batchWindow: declared.MaximumBatchingWindowInSeconds,
    reportBatchItemFailures: declared.FunctionResponseTypes.length > 0,
    filters: declared.FilterCriteria.Filters.map(({ Pattern }): unknown => JSON.parse(Pattern)),
  };
}

/** AWS refuses what a role does not allow when the resource is created, not when it is used. */
export function mustAllow(
  role: Role,
  actions: readonly string[],
  arn: string,
  resource: Resource,
): void {
  for (const action of actions) {
    if (evaluate(role.statements, action, arn) === "allowed") continue;
    const operation = `${action} on ${arn}`;
    throw new Refused(`${resource.cdkPath}: the role ${role.name} does not allow ${operation}.`);
  }
}
