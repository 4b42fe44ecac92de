import { z } from "zod";
import { matchesWildcard } from "../iam/wildcard.ts";
import type { ResourceGraph } from "../template/graph.ts";
import { Refused } from "../template/refused.ts";
import type { Resource } from "../template/resource.ts";
import { EdgeFunction } from "./edge-function.ts";
import type { Forwarding } from "./forwarding.ts";
import { type CachePolicy, cachePolicy, originRequestPolicy } from "./policies.ts";
import { type ResponseHeaders, responseHeaders } from "./response-headers.ts";

export interface Behavior {
  readonly pathPattern: string;
  readonly originId: string;
  readonly allowedMethods: readonly string[];
  readonly compress: boolean;
  readonly cachePolicy: CachePolicy;
  readonly originRequestPolicy?: Forwarding;
  readonly responseHeaders?: ResponseHeaders;
  readonly viewerRequest?: EdgeFunction;
  readonly viewerResponse?: EdgeFunction;
}

export interface OriginSpec {
  readonly id: string;
  readonly domainName: string;
  readonly path: string;
  readonly customHeaders: Readonly<Record<string, string>>;
  readonly signed: boolean;
}

interface OriginGroup {
  readonly members: readonly string[];
  readonly failoverStatuses: ReadonlySet<number>;
}

interface ErrorPage {
  readonly status: number;
  readonly responseStatus?: number;
  readonly path?: string;
}

/** One distribution, its policies and functions looked up. */
export interface DistributionSpec {
  readonly id: string;
  readonly arn: string;
  readonly domainName: string;
  readonly defaultRootObject: string;
  /** In the order they are tried; the default behaviour is last. */
  readonly behaviors: readonly Behavior[];
  readonly origins: ReadonlyMap<string, OriginSpec>;
  readonly originGroups: ReadonlyMap<string, OriginGroup>;
  readonly errorPages: readonly ErrorPage[];
}

const behaviorSchema = z.object({
  PathPattern: z.string().default("*"),
  TargetOriginId: z.string(),
  AllowedMethods: z.array(z.string()).default(["GET", "HEAD"]),
  Compress: z.boolean().default(false),
  CachePolicyId: z.string({ error: "behaviours without a cache policy are not known here" }),
  OriginRequestPolicyId: z.string().optional(),
  ResponseHeadersPolicyId: z.string().optional(),
  FunctionAssociations: z
    .array(
      z.object({
        EventType: z.enum(["viewer-request", "viewer-response"]),
        FunctionARN: z.string(),
      }),
    )
    .default([]),
  LambdaFunctionAssociations: z.array(z.never()).max(0).default([]),
});
const configSchema = z.object({
  DistributionConfig: z.object({
    DefaultRootObject: z.string().default(""),
    DefaultCacheBehavior: behaviorSchema,
    CacheBehaviors: z.array(behaviorSchema).default([]),
    Origins: z.array(
      z.object({
        Id: z.string(),
        DomainName: z.string(),
        OriginPath: z.string().default(""),
        OriginAccessControlId: z.string().default(""),
        OriginCustomHeaders: z
          .array(z.object({ HeaderName: z.string(), HeaderValue: z.string() }))
          .default([]),
      }),
    ),
    OriginGroups: z
      .object({
        Items: z
          .array(
            z.object({
              Id: z.string(),
              Members: z.object({ Items: z.array(z.object({ OriginId: z.string() })) }),
              FailoverCriteria: z.object({
                StatusCodes: z.object({ Items: z.array(z.coerce.number()) }),
              }),
            }),
          )
          .default([]),
      })
      .default({ Items: [] }),
    CustomErrorResponses: z
      .array(
        z.object({
          ErrorCode: z.coerce.number(),
          ResponseCode: z.coerce.number().optional(),
          ResponsePagePath: z.string().optional(),
        }),
      )
      .default([]),
  }),
});

/** @throws Refused on what CloudFront can but the local edge cannot: Lambda@Edge, for instance */
export function readDistribution(graph: ResourceGraph, resource: Resource): DistributionSpec {
  const parsed = configSchema.safeParse(resource.properties());
  if (!parsed.success) throw new Refused(`${resource.cdkPath}: ${z.prettifyError(parsed.error)}`);
  const config = parsed.data.DistributionConfig;
  const id = graph.ref(resource);
  const domainName = graph.attribute(resource, "DomainName");
  const context = { distributionId: id, distributionDomainName: domainName };
  const behaviors = [...config.CacheBehaviors, config.DefaultCacheBehavior];
  return {
    id,
    domainName,
    arn: resource.arn("cloudfront", `distribution/${id}`, ""),
    defaultRootObject: config.DefaultRootObject,
    behaviors: behaviors.map((behavior) => readBehavior(graph, behavior, context)),
    origins: new Map(
      config.Origins.map((origin) => [
        origin.Id,
        {
          id: origin.Id,
          domainName: origin.DomainName,
          path: origin.OriginPath,
          customHeaders: Object.fromEntries(
            origin.OriginCustomHeaders.map((item) => [
              item.HeaderName.toLowerCase(),
              item.HeaderValue,
            ]),
          ),
          signed: origin.OriginAccessControlId !== "",
        },
      ]),
    ),
    originGroups: new Map(
      config.OriginGroups.Items.map((group) => [
        group.Id,
        {
          members: group.Members.Items.map(({ OriginId }) => OriginId),
          failoverStatuses: new Set(group.FailoverCriteria.StatusCodes.Items),
        },
      ]),
    ),
    errorPages: config.CustomErrorResponses.map((page) => ({
      status: page.ErrorCode,
      ...(page.ResponseCode !== undefined && { responseStatus: page.ResponseCode }),
      ...(page.ResponsePagePath !== undefined && { path: page.ResponsePagePath }),
    })),
  };
}

/** The behaviour for a path: the first whose pattern fits. */
export function behaviorFor(spec: DistributionSpec, path: string): Behavior {
  const behavior = spec.behaviors.find(({ pathPattern }) =>
    matchesWildcard(pathPattern.replace(/^(?=[^/*])/, "/"), path),
  );
  if (behavior === undefined) throw new Error("A distribution has a default behaviour");
  return behavior;
}

function readBehavior(
  graph: ResourceGraph,
  behavior: z.infer<typeof behaviorSchema>,
  context: { readonly distributionId: string; readonly distributionDomainName: string },
): Behavior {
  const { OriginRequestPolicyId, ResponseHeadersPolicyId, FunctionAssociations } = behavior;
  const edgeFunction = (type: string): EdgeFunction | undefined => {
    const arn = FunctionAssociations.find(({ EventType }) => EventType === type)?.FunctionARN;
    if (arn === undefined) return undefined;
    const resource = graph.find(arn, "AWS::CloudFront::Function");
    if (resource === undefined) throw new Refused(`There is no CloudFront Function ${arn}.`);
    return new EdgeFunction(
      graph.ref(resource),
      String(resource.property("FunctionCode")),
      context,
    );
  };
  const viewerRequest = edgeFunction("viewer-request");
  const viewerResponse = edgeFunction("viewer-response");
  return {
    pathPattern: behavior.PathPattern,
    originId: behavior.TargetOriginId,
    allowedMethods: behavior.AllowedMethods,
    compress: behavior.Compress,
    cachePolicy: cachePolicy(behavior.CachePolicyId, graph),
    ...(OriginRequestPolicyId !== undefined && {
      originRequestPolicy: originRequestPolicy(OriginRequestPolicyId, graph),
    }),
    ...(ResponseHeadersPolicyId !== undefined && {
      responseHeaders: responseHeaders(ResponseHeadersPolicyId, graph),
    }),
    ...(viewerRequest !== undefined && { viewerRequest }),
    ...(viewerResponse !== undefined && { viewerResponse }),
  };
}
