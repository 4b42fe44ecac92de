import { z } from "zod";
import type { FunctionPermissions } from "../iam/function-permissions.ts";
import type { Role } from "../iam/roles.ts";
import type { Schedule } from "../seams.ts";
import type { ResourceGraph } from "../template/graph.ts";
import { Refused } from "../template/refused.ts";
import type { Resource } from "../template/resource.ts";
import { mustAllow } from "./event-sources.ts";

const scheduleSchema = z.object({
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().default("UTC"),
  State: z.enum(["ENABLED", "DISABLED"]).default("ENABLED"),
  Target: z.object({ Arn: z.string(), RoleArn: z.string(), Input: z.string().optional() }),
});
const ruleSchema = z.object({
  ScheduleExpression: z.string(),
  State: z.string().default("ENABLED"),
  Targets: z.array(z.object({ Arn: z.string(), Id: z.string(), Input: z.string().optional() })),
});

/** The schedules of EventBridge Scheduler, and of EventBridge rules. */
export function readSchedules(
  graph: ResourceGraph,
  roles: ReadonlyMap<string, Role>,
  permissions: FunctionPermissions,
): readonly Schedule[] {
  return [
    ...graph.ofType("AWS::Scheduler::Schedule").map((resource) => readSchedule(resource, roles)),
    // Rules with a pattern are read in event-rules.ts.
    ...graph
      .ofType("AWS::Events::Rule")
      .filter((rule) => rule.has("ScheduleExpression"))
      .flatMap((rule) => readRule(graph, rule, permissions)),
  ];
}

function readSchedule(resource: Resource, roles: ReadonlyMap<string, Role>): Schedule {
  const declared = scheduleSchema.parse(resource.properties());
  const { Arn: targetArn, RoleArn, Input } = declared.Target;
  const role = roles.get(RoleArn);
  if (role === undefined) throw new Refused(`${resource.cdkPath} has a role no template defines.`);
  mustAllow(role, [actionOn(targetArn, resource)], targetArn, resource);
  return {
    id: resource.cdkPath.replace(/\/Resource$/, ""),
    enabled: declared.State === "ENABLED",
    expression: declared.ScheduleExpression,
    timezone: declared.ScheduleExpressionTimezone,
    targetArn,
    ...(Input !== undefined && { input: JSON.parse(Input) }),
  };
}

function readRule(
  graph: ResourceGraph,
  resource: Resource,
  permissions: FunctionPermissions,
): readonly Schedule[] {
  const declared = ruleSchema.parse(resource.properties());
  const path = resource.cdkPath.replace(/\/Resource$/, "");
  return declared.Targets.map(({ Arn: targetArn, Id, Input }) => {
    const caller = {
      service: "events.amazonaws.com",
      sourceArn: graph.attribute(resource, "Arn"),
    };
    const action = actionOn(targetArn, resource);
    if (action.startsWith("lambda:") && !permissions.allows(targetArn, action, caller)) {
      throw new Refused(`${resource.cdkPath} has no permission to invoke ${targetArn}.`);
    }
    return {
      id: declared.Targets.length === 1 ? path : `${path}/${Id}`,
      enabled: declared.State === "ENABLED",
      expression: declared.ScheduleExpression,
      timezone: "UTC",
      targetArn,
      ...(Input !== undefined && { input: JSON.parse(Input) }),
    };
  });
}

/** What calling a target needs. @throws Refused where it is neither a function nor a queue */
export function actionOn(targetArn: string, resource: Resource): string {
  const service = targetArn.split(":")[2];
  if (service === "lambda") return "lambda:InvokeFunction";
  if (service === "sqs") return "sqs:SendMessage";
  throw new Refused(`${resource.cdkPath} calls ${targetArn}: only functions and queues here.`);
}
