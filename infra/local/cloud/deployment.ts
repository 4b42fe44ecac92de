import { readDistribution } from "../edge/distribution-spec.ts";
import { Edge } from "../edge.ts";
import { readApis } from "../gateway/api-spec.ts";
import { Gateway } from "../gateway.ts";
import { FunctionPermissions } from "../iam/function-permissions.ts";
import { readRoles } from "../iam/roles.ts";
import type { FunctionSpec } from "../runtime/function-spec.ts";
import type { Declared, InvocationResult } from "../seams.ts";
import type { ResourceGraph } from "../template/graph.ts";
import { Refused } from "../template/refused.ts";
import { readNotifications } from "./bucket-notifications.ts";
import { readEventRules, readMailDestinations } from "./event-rules.ts";
import { readMappings } from "./event-sources.ts";
import { readFunctions } from "./function-specs.ts";
import { resolveOrigins } from "./origins.ts";
import { readSchedules } from "./schedules.ts";

/** What the templates amount to once every reference has a value: ready to be run. */
export interface Deployment {
  readonly graph: ResourceGraph;
  readonly functions: readonly FunctionSpec[];
  readonly gateways: readonly Gateway[];
  /** Undefined when the app has no distribution. */
  readonly edge: Edge | undefined;
  readonly events: Declared;
}

export interface DeploymentOptions {
  readonly overrides: Readonly<Record<string, () => string>>;
  readonly s3Url: () => string;
  readonly invoke: (functionArn: string, event: unknown) => Promise<InvocationResult>;
  readonly onLog: (line: string) => void;
}

/**
 * Interprets the templates. Nothing runs yet, so a mistake in them leaves what runs untouched.
 *
 * @throws Refused with one line for the first thing that cannot run here, or would not deploy
 */
export function planDeployment(graph: ResourceGraph, options: DeploymentOptions): Deployment {
  const roles = readRoles(graph);
  const permissions = new FunctionPermissions(graph);
  const functions = readFunctions(graph, roles, options.overrides);
  const gateways = readApis(graph, permissions).map(
    (spec) => new Gateway(spec, { invoke: options.invoke, onLog: options.onLog }),
  );
  return {
    graph,
    functions,
    gateways,
    edge: planEdge(graph, gateways, permissions, options),
    events: {
      mappings: readMappings(graph, functions),
      schedules: readSchedules(graph, roles, permissions),
      notifications: readNotifications(graph),
      rules: readEventRules(graph, permissions),
      mailDestinations: readMailDestinations(graph),
    },
  };
}

function planEdge(
  graph: ResourceGraph,
  gateways: readonly Gateway[],
  permissions: FunctionPermissions,
  { s3Url, invoke, onLog }: DeploymentOptions,
): Edge | undefined {
  const [resource, ...others] = graph.ofType("AWS::CloudFront::Distribution");
  if (others[0] !== undefined) {
    throw new Refused(`${others[0].cdkPath} is a second distribution; the local edge serves one.`);
  }
  if (resource === undefined) return undefined;
  const spec = readDistribution(graph, resource);
  const origins = resolveOrigins(spec, { graph, gateways, permissions, s3Url, invoke });
  return new Edge(spec, origins, onLog);
}
