import { z } from "zod";
import type { BucketNotification } from "../seams.ts";
import type { ResourceGraph } from "../template/graph.ts";
import type { Json } from "../template/json.ts";

const target = {
  Event: z.string().optional(),
  Events: z.array(z.string()).optional(),
  Filter: z
    .object({
      Key: z.object({ FilterRules: z.array(z.object({ Name: z.string(), Value: z.string() })) }),
    })
    .optional(),
};
/** CloudFormation's property and the S3 API's, which the CDK's custom resource takes, differ. */
const notificationsSchema = z.object({
  LambdaFunctionConfigurations: z
    .array(z.object({ ...target, LambdaFunctionArn: z.string() }))
    .default([]),
  QueueConfigurations: z.array(z.object({ ...target, QueueArn: z.string() })).default([]),
});

/** Who is told of changed objects: what `addEventNotification` synthesizes. */
export function readNotifications(graph: ResourceGraph): readonly BucketNotification[] {
  return graph
    .ofType("Custom::S3BucketNotifications")
    .flatMap((resource) =>
      notificationsOf(
        String(resource.property("BucketName")),
        resource.property("NotificationConfiguration"),
      ),
    );
}

function notificationsOf(bucket: string, configuration: Json): readonly BucketNotification[] {
  const declared = notificationsSchema.parse(configuration ?? {});
  const targets = [
    ...declared.LambdaFunctionConfigurations.map((item) => ({
      ...item,
      arn: item.LambdaFunctionArn,
    })),
    ...declared.QueueConfigurations.map((item) => ({ ...item, arn: item.QueueArn })),
  ];
  return targets.map(({ arn, Event, Events, Filter }) => {
    const rule = (name: string): string | undefined =>
      Filter?.Key.FilterRules.find(({ Name }) => Name.toLowerCase() === name)?.Value;
    const [prefix, suffix] = [rule("prefix"), rule("suffix")];
    return {
      bucket,
      events: Events ?? (Event === undefined ? [] : [Event]),
      targetArn: arn,
      ...(prefix !== undefined && { prefix }),
      ...(suffix !== undefined && { suffix }),
    };
  });
}
