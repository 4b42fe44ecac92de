import { z } from "zod";
import type { ResourceGraph } from "../template/graph.ts";
import { Refused } from "../template/refused.ts";
import { all, type Forwarding, none, type Selection } from "./forwarding.ts";

export interface CachePolicy extends Forwarding {
  readonly gzip: boolean;
  readonly brotli: boolean;
}

const nothing: Forwarding = { headers: none, cookies: none, query: none, cloudfrontHeaders: [] };

function headers(...names: readonly string[]): Selection {
  return { kind: "only", names };
}

const optimized: CachePolicy = { ...nothing, gzip: true, brotli: true };
const originControlled: CachePolicy = {
  ...nothing,
  headers: headers(
    "host",
    "origin",
    "x-http-method-override",
    "x-http-method",
    "x-method-override",
  ),
  cookies: all,
  gzip: true,
  brotli: true,
};

/** AWS's managed cache policies. */
const managedCachePolicies: Readonly<Record<string, CachePolicy>> = {
  // CachingOptimized
  "658327ea-f89d-4fab-a63d-7e88639e58f6": optimized,
  // CachingOptimizedForUncompressedObjects
  "b2884449-e4de-46a7-ac36-70bc7f1ddd6d": { ...nothing, gzip: false, brotli: false },
  // CachingDisabled
  "4135ea2d-6df8-44a3-9df3-4b5a84be39ad": { ...nothing, gzip: false, brotli: false },
  // UseOriginCacheControlHeaders
  "83da9c7e-98b4-4e11-a168-04f0df8e2c65": originControlled,
  // UseOriginCacheControlHeaders-QueryStrings
  "4cc15a8a-d715-48a4-82b8-cc0b614638fe": { ...originControlled, query: all },
};

/** AWS's managed origin request policies. */
const managedOriginRequestPolicies: Readonly<Record<string, Forwarding>> = {
  // AllViewer
  "216adef6-5c7f-47e4-b989-5492eafa07d3": { ...nothing, headers: all, cookies: all, query: all },
  // AllViewerExceptHostHeader
  "b689b0a8-53d0-40ab-baf2-68738e2966ac": {
    ...nothing,
    headers: { kind: "except", names: ["host"] },
    cookies: all,
    query: all,
  },
  // CORS-S3Origin
  "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf": {
    ...nothing,
    headers: headers("origin", "access-control-request-headers", "access-control-request-method"),
  },
  // CORS-CustomOrigin
  "59781a5b-3903-41f3-afcb-af62929ccde1": { ...nothing, headers: headers("origin") },
  // UserAgentRefererHeaders
  "acba4595-bd28-49b8-b9fe-13317c0390fa": { ...nothing, headers: headers("user-agent", "referer") },
};

const selectionItems = z.array(z.string()).default([]);
const parametersSchema = z.object({
  HeadersConfig: z
    .object({ HeaderBehavior: z.string(), Headers: selectionItems })
    .default({ HeaderBehavior: "none", Headers: [] }),
  CookiesConfig: z
    .object({ CookieBehavior: z.string(), Cookies: selectionItems })
    .default({ CookieBehavior: "none", Cookies: [] }),
  QueryStringsConfig: z
    .object({ QueryStringBehavior: z.string(), QueryStrings: selectionItems })
    .default({ QueryStringBehavior: "none", QueryStrings: [] }),
  EnableAcceptEncodingGzip: z.boolean().default(false),
  EnableAcceptEncodingBrotli: z.boolean().default(false),
});
const cachePolicySchema = z.object({
  CachePolicyConfig: z.object({ ParametersInCacheKeyAndForwardedToOrigin: parametersSchema }),
});
const originRequestPolicySchema = z.object({ OriginRequestPolicyConfig: parametersSchema });

/** @throws Refused when the id is neither managed by AWS and known here nor in the templates */
export function cachePolicy(id: string, graph: ResourceGraph): CachePolicy {
  const managed = managedCachePolicies[id];
  if (managed !== undefined) return managed;
  const resource = graph.find(id, "AWS::CloudFront::CachePolicy");
  if (resource === undefined) throw new Refused(`The cache policy ${id} is not known here.`);
  const { CachePolicyConfig: config } = cachePolicySchema.parse(resource.properties());
  const parameters = config.ParametersInCacheKeyAndForwardedToOrigin;
  return {
    ...forwardingOf(parameters),
    gzip: parameters.EnableAcceptEncodingGzip,
    brotli: parameters.EnableAcceptEncodingBrotli,
  };
}

/** @throws Refused when the id is neither managed by AWS and known here nor in the templates */
export function originRequestPolicy(id: string, graph: ResourceGraph): Forwarding {
  const managed = managedOriginRequestPolicies[id];
  if (managed !== undefined) return managed;
  const resource = graph.find(id, "AWS::CloudFront::OriginRequestPolicy");
  if (resource === undefined) {
    throw new Refused(`The origin request policy ${id} is not known here.`);
  }
  return forwardingOf(
    originRequestPolicySchema.parse(resource.properties()).OriginRequestPolicyConfig,
  );
}

function forwardingOf(config: z.infer<typeof parametersSchema>): Forwarding {
  const { HeadersConfig, CookiesConfig, QueryStringsConfig } = config;
  const names = HeadersConfig.Headers.map((name) => name.toLowerCase());
  const behavior = HeadersConfig.HeaderBehavior;
  return {
    headers: selection(behavior === "allViewerAndWhitelistCloudFront" ? "all" : behavior, names),
    cookies: selection(CookiesConfig.CookieBehavior, CookiesConfig.Cookies),
    query: selection(QueryStringsConfig.QueryStringBehavior, QueryStringsConfig.QueryStrings),
    cloudfrontHeaders: names.filter((name) => name.startsWith("cloudfront-")),
  };
}

function selection(behavior: string, names: readonly string[]): Selection {
  switch (behavior) {
    case "none":
      return none;
    case "all":
    case "allViewer":
      return all;
    case "whitelist":
      return { kind: "only", names };
    case "allExcept":
      return { kind: "except", names };
    default:
      throw new Refused(`The forwarding behaviour ${behavior} is not known here.`);
  }
}
