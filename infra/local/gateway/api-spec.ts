import { z } from "zod";
import type { FunctionPermissions } from "../iam/function-permissions.ts";
import { REGION } from "../seams.ts";
import type { ResourceGraph } from "../template/graph.ts";
import { Refused } from "../template/refused.ts";
import type { Resource } from "../template/resource.ts";
import type { Cors } from "./cors.ts";
import { parseRouteKey, type Route } from "./routes.ts";

interface Throttle {
  readonly rate: number;
  readonly burst: number;
}

export interface ApiRoute extends Route {
  readonly functionArn: string;
  readonly timeoutMs: number;
  readonly throttle?: Throttle;
  /** Whether the function's resource policy lets this route call it. */
  readonly permitted: boolean;
}

/** One HTTP API with its stage. */
export interface ApiSpec {
  readonly id: string;
  readonly domainName: string;
  /** Every host under which an origin may name this API. */
  readonly hosts: readonly string[];
  readonly stage: string;
  readonly stageVariables: Readonly<Record<string, string>>;
  readonly routes: readonly ApiRoute[];
  readonly cors?: Cors;
}

const texts = z.array(z.string()).default([]);
const apiSchema = z.object({
  ProtocolType: z.literal("HTTP"),
  CorsConfiguration: z
    .object({
      AllowOrigins: texts,
      AllowMethods: texts,
      AllowHeaders: texts,
      ExposeHeaders: texts,
      AllowCredentials: z.boolean().default(false),
      MaxAge: z.coerce.number().optional(),
    })
    .optional(),
});
const throttleSchema = z.object({
  ThrottlingRateLimit: z.coerce.number().optional(),
  ThrottlingBurstLimit: z.coerce.number().optional(),
});
const stageSchema = z.object({
  StageName: z.string(),
  StageVariables: z.record(z.string(), z.string()).default({}),
  DefaultRouteSettings: throttleSchema.optional(),
  RouteSettings: z.record(z.string(), throttleSchema).default({}),
});
const integrationSchema = z.object({
  IntegrationType: z.literal("AWS_PROXY"),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal("2.0"),
  TimeoutInMillis: z.coerce.number().default(30_000),
});
const routeSchema = z.object({
  RouteKey: z.string(),
  Target: z.string(),
  AuthorizationType: z.literal("NONE").default("NONE"),
});

/**
 * Reads every HTTP API of the assembly.
 *
 * @throws Refused on what HTTP APIs can but this gateway cannot: authorizers, other integrations
 */
export function readApis(
  graph: ResourceGraph,
  permissions: FunctionPermissions,
): readonly ApiSpec[] {
  return graph.ofType("AWS::ApiGatewayV2::Api").map((api) => {
    const id = graph.ref(api);
    const { CorsConfiguration: cors } = understand(apiSchema, api);
    const stage = stageOf(graph, id, api);
    const arn = api.arn("execute-api", id);
    const routes = ownedBy(graph, "AWS::ApiGatewayV2::Route", id).map((route) =>
      readRoute(graph, route, stage, arn, permissions),
    );
    return {
      id,
      domainName: executeApiHost(id),
      hosts: [
        executeApiHost(id),
        new URL(graph.attribute(api, "ApiEndpoint")).host,
        ...ownedBy(graph, "AWS::ApiGatewayV2::ApiMapping", id).map((mapping) =>
          String(mapping.property("DomainName")),
        ),
      ],
      stage: stage.StageName,
      stageVariables: stage.StageVariables,
      routes,
      ...(cors !== undefined && {
        cors: {
          allowOrigins: cors.AllowOrigins,
          allowMethods: cors.AllowMethods,
          allowHeaders: cors.AllowHeaders,
          exposeHeaders: cors.ExposeHeaders,
          allowCredentials: cors.AllowCredentials,
          ...(cors.MaxAge !== undefined && { maxAge: cors.MaxAge }),
        },
      }),
    };
  });
}

function executeApiHost(apiId: string): string {
  return `${apiId}.execute-api.${REGION}.amazonaws.com`;
}

function stageOf(graph: ResourceGraph, apiId: string, api: Resource): z.infer<typeof stageSchema> {
  const stages = ownedBy(graph, "AWS::ApiGatewayV2::Stage", apiId);
  const [stage] = stages;
  if (stage === undefined || stages.length > 1) {
    throw new Refused(`${api.cdkPath} has ${stages.length} stages; the local gateway serves one.`);
  }
  const understood = understand(stageSchema, stage);
  if (understood.StageName !== "$default") {
    throw new Refused(
      `${stage.cdkPath} is not $default, the only stage without a path of its own.`,
    );
  }
  return understood;
}

function readRoute(
  graph: ResourceGraph,
  resource: Resource,
  stage: z.infer<typeof stageSchema>,
  apiArn: string,
  permissions: FunctionPermissions,
): ApiRoute {
  const { RouteKey: key, Target: target } = understand(routeSchema, resource);
  const integration = graph.find(
    target.replace(/^integrations\//, ""),
    "AWS::ApiGatewayV2::Integration",
  );
  if (integration === undefined) throw new Refused(`${resource.cdkPath} has no integration.`);
  const { IntegrationUri, TimeoutInMillis } = understand(integrationSchema, integration);
  const functionArn =
    /functions\/(arn:[^/]+)\/invocations$/.exec(IntegrationUri)?.[1] ?? IntegrationUri;
  const throttle = throttleOf(stage, key);
  const source = key === "$default" ? "/$default" : `/${key.replace(" ", "")}`;
  return {
    ...parseRouteKey(key),
    functionArn,
    timeoutMs: TimeoutInMillis,
    permitted: permissions.allows(functionArn, "lambda:InvokeFunction", {
      service: "apigateway.amazonaws.com",
      sourceArn: `${apiArn}/${stage.StageName}${source}`,
    }),
    ...(throttle !== undefined && { throttle }),
  };
}

function throttleOf(stage: z.infer<typeof stageSchema>, key: string): Throttle | undefined {
  const settings = { ...stage.DefaultRouteSettings, ...stage.RouteSettings[key] };
  const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } = settings;
  return rate === undefined || burst === undefined ? undefined : { rate, burst };
}

function ownedBy(graph: ResourceGraph, type: string, apiId: string): readonly Resource[] {
  return graph.ofType(type).filter((resource) => resource.property("ApiId") === apiId);
}

function understand<T>(schema: z.ZodType<T>, resource: Resource): T {
  const parsed = schema.safeParse(resource.properties());
  if (parsed.success) return parsed.data;
  throw new Refused(
    `${resource.cdkPath} asks for what the local gateway has not: ${z.prettifyError(parsed.error)}`,
  );
}
