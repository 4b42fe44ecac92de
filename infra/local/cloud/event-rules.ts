import { z } from "zod";
import type { FunctionPermissions } from "../iam/function-permissions.ts";
import { parsePolicy } from "../iam/policy.ts";
import { matchesWildcard } from "../iam/wildcard.ts";
import type { EventRule, MailEventDestination } from "../seams.ts";
import type { ResourceGraph } from "../template/graph.ts";
import { Refused } from "../template/refused.ts";
import type { Resource } from "../template/resource.ts";
import { actionOn } from "./schedules.ts";

const SERVICE = "events.amazonaws.com";

const ruleSchema = z.object({
  EventPattern: z.record(z.string(), z.unknown()),
  State: z.string().default("ENABLED"),
  Targets: z.array(z.object({ Arn: z.string(), Id: z.string(), InputPath: z.string().optional() })),
});

const destinationSchema = z.object({
  ConfigurationSetName: z.string(),
  EventDestination: z.object({
    Enabled: z.boolean().default(true),
    MatchingEventTypes: z.array(z.string()),
    EventBridgeDestination: z.object({ EventBusArn: z.string() }).optional(),
  }),
});

/**
 * The rules of EventBridge's default bus that wait for events.
 *
 * @throws Refused where a target's policy does not let EventBridge in: on AWS the event would be lost
 */
export function readEventRules(
  graph: ResourceGraph,
  permissions: FunctionPermissions,
): readonly EventRule[] {
  return graph
    .ofType("AWS::Events::Rule")
    .filter((rule) => rule.has("EventPattern"))
    .flatMap((rule) => readRule(graph, rule, permissions));
}

function readRule(
  graph: ResourceGraph,
  resource: Resource,
  permissions: FunctionPermissions,
): readonly EventRule[] {
  const declared = ruleSchema.parse(resource.properties());
  const path = resource.cdkPath.replace(/\/Resource$/, "");
  const sourceArn = graph.attribute(resource, "Arn");
  return declared.Targets.map(({ Arn: targetArn, Id, InputPath }) => {
    const action = actionOn(targetArn, resource);
    const allowed = action.startsWith("lambda:")
      ? permissions.allows(targetArn, action, { service: SERVICE, sourceArn })
      : queueAllows(graph, targetArn, action);
    if (!allowed) throw new Refused(`${resource.cdkPath} has no permission for ${targetArn}.`);
    return {
      id: `${path}/${Id}`,
      enabled: declared.State === "ENABLED",
      pattern: declared.EventPattern,
      targetArn,
      ...(InputPath !== undefined && { inputPath: InputPath }),
    };
  });
}

function queueAllows(graph: ResourceGraph, queueArn: string, action: string): boolean {
  return graph
    .ofType("AWS::SQS::QueuePolicy")
    .flatMap((policy) => parsePolicy(policy.property("PolicyDocument"), policy.cdkPath))
    .some(
      ({ effect, services, actions, resources }) =>
        effect === "Allow" &&
        services.includes(SERVICE) &&
        actions.some((one) => matchesWildcard(one, action, true)) &&
        resources.some((one) => matchesWildcard(one, queueArn)),
    );
}

/** The configuration sets of SES that tell EventBridge's default bus what becomes of mails. */
export function readMailDestinations(graph: ResourceGraph): readonly MailEventDestination[] {
  return graph.ofType("AWS::SES::ConfigurationSetEventDestination").flatMap((resource) => {
    const { ConfigurationSetName, EventDestination } = destinationSchema.parse(
      resource.properties(),
    );
    const { Enabled, EventBridgeDestination: bus, MatchingEventTypes } = EventDestination;
    if (bus === undefined) {
      throw new Refused(`${resource.cdkPath}: SES tells only EventBridge here.`);
    }
    if (!bus.EventBusArn.endsWith(":event-bus/default")) {
      throw new Refused(`${resource.cdkPath}: SES publishes to the default bus only.`);
    }
    const types = MatchingEventTypes.map((type) =>
      type.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase(),
    );
    return Enabled ? [{ configurationSet: ConfigurationSetName, types }] : [];
  });
}
