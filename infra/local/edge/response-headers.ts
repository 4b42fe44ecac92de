import { z } from "zod";
import type { HeaderMap, HttpResponse } from "../http-message.ts";
import type { ResourceGraph } from "../template/graph.ts";
import { Refused } from "../template/refused.ts";

/** A response headers policy, flattened. */
export interface ResponseHeaders {
  readonly set: readonly { name: string; value: string; override: boolean }[];
  readonly remove: readonly string[];
}

const override = z.object({ Override: z.boolean() });
const policySchema = z.object({
  ResponseHeadersPolicyConfig: z.object({
    SecurityHeadersConfig: z
      .object({
        ContentSecurityPolicy: override.extend({ ContentSecurityPolicy: z.string() }).optional(),
        ContentTypeOptions: override.optional(),
        FrameOptions: override.extend({ FrameOption: z.string() }).optional(),
        ReferrerPolicy: override.extend({ ReferrerPolicy: z.string() }).optional(),
        StrictTransportSecurity: override
          .extend({
            AccessControlMaxAgeSec: z.coerce.number(),
            IncludeSubdomains: z.boolean().default(false),
            Preload: z.boolean().default(false),
          })
          .optional(),
        XSSProtection: override
          .extend({ Protection: z.boolean(), ModeBlock: z.boolean().default(false) })
          .optional(),
      })
      .default({}),
    CustomHeadersConfig: z
      .object({ Items: z.array(override.extend({ Header: z.string(), Value: z.string() })) })
      .default({ Items: [] }),
    RemoveHeadersConfig: z
      .object({ Items: z.array(z.object({ Header: z.string() })) })
      .default({ Items: [] }),
    CorsConfig: z.undefined({ error: "CORS is not known here" }).optional(),
  }),
});

type SecurityHeaders = z.infer<
  typeof policySchema
>["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"];

/** AWS's managed SecurityHeadersPolicy. */
const managedSecurityHeaders = "67f7725c-6f97-4210-82d7-5512b31e9d03";

/** @throws Refused when the policy is not in the templates, or configures CORS */
export function responseHeaders(id: string, graph: ResourceGraph): ResponseHeaders {
  if (id === managedSecurityHeaders) {
    return {
      set: securityHeaders({
        ContentTypeOptions: { Override: true },
        FrameOptions: { FrameOption: "SAMEORIGIN", Override: false },
        ReferrerPolicy: { ReferrerPolicy: "strict-origin-when-cross-origin", Override: false },
        StrictTransportSecurity: {
          AccessControlMaxAgeSec: 31_536_000,
          IncludeSubdomains: false,
          Preload: false,
          Override: false,
        },
        XSSProtection: { Protection: true, ModeBlock: true, Override: false },
      }),
      remove: [],
    };
  }
  const resource = graph.find(id, "AWS::CloudFront::ResponseHeadersPolicy");
  if (resource === undefined) throw new Refused(`The response headers policy ${id} is not known.`);
  const parsed = policySchema.safeParse(resource.properties());
  if (!parsed.success) throw new Refused(`${resource.cdkPath}: ${z.prettifyError(parsed.error)}`);
  const config = parsed.data.ResponseHeadersPolicyConfig;
  return {
    set: [
      ...securityHeaders(config.SecurityHeadersConfig),
      ...config.CustomHeadersConfig.Items.map((item) => ({
        name: item.Header.toLowerCase(),
        value: item.Value,
        override: item.Override,
      })),
    ],
    remove: config.RemoveHeadersConfig.Items.map(({ Header }) => Header.toLowerCase()),
  };
}

export function applyResponseHeaders(
  response: HttpResponse,
  { set, remove }: ResponseHeaders,
): HttpResponse {
  const headers: Record<string, HeaderMap[string]> = { ...response.headers };
  for (const name of remove) delete headers[name];
  for (const { name, value, override: wins } of set) {
    if (wins || headers[name] === undefined) headers[name] = [value];
  }
  return { ...response, headers };
}

function securityHeaders(config: SecurityHeaders): ResponseHeaders["set"] {
  const { StrictTransportSecurity: hsts, XSSProtection: xss } = config;
  const hstsValue = [
    `max-age=${hsts?.AccessControlMaxAgeSec}`,
    ...(hsts?.IncludeSubdomains === true ? ["includeSubDomains"] : []),
    ...(hsts?.Preload === true ? ["preload"] : []),
  ].join("; ");
  const xssValue = xss?.Protection === true ? `1${xss.ModeBlock ? "; mode=block" : ""}` : "0";
  return [
    entry(
      "content-security-policy",
      config.ContentSecurityPolicy,
      config.ContentSecurityPolicy?.ContentSecurityPolicy,
    ),
    entry("x-content-type-options", config.ContentTypeOptions, "nosniff"),
    entry("x-frame-options", config.FrameOptions, config.FrameOptions?.FrameOption),
    entry("referrer-policy", config.ReferrerPolicy, config.ReferrerPolicy?.ReferrerPolicy),
    entry("strict-transport-security", hsts, hstsValue),
    entry("x-xss-protection", xss, xssValue),
  ].flat();
}

function entry(
  name: string,
  config: { readonly Override: boolean } | undefined,
  value: string | undefined,
): { name: string; value: string; override: boolean }[] {
  if (config === undefined || value === undefined) return [];
  return [{ name, value, override: config.Override }];
}
