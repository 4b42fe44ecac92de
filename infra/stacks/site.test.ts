import { describe, expect, it } from "vitest";
import { z } from "zod";
import { synthesize } from "./fixture.ts";

const behavior = z.looseObject({
  PathPattern: z.string().default("default"),
  TargetOriginId: z.string(),
  AllowedMethods: z.array(z.string()).default(["GET", "HEAD"]),
  ResponseHeadersPolicyId: z.unknown(),
  FunctionAssociations: z.array(z.unknown()).default([]),
});
const configSchema = z.object({
  DistributionConfig: z.looseObject({
    DefaultCacheBehavior: behavior,
    CacheBehaviors: z.array(behavior),
    Origins: z.array(
      z.looseObject({
        Id: z.string(),
        DomainName: z.unknown(),
        OriginAccessControlId: z.unknown().optional(),
        OriginCustomHeaders: z
          .array(z.object({ HeaderName: z.string(), HeaderValue: z.unknown() }))
          .default([]),
      }),
    ),
    OriginGroups: z.object({
      Items: z.array(
        z.object({
          Id: z.string(),
          Members: z.object({ Items: z.array(z.object({ OriginId: z.string() })) }),
          FailoverCriteria: z.object({ StatusCodes: z.object({ Items: z.array(z.number()) }) }),
        }),
      ),
    }),
    Aliases: z.array(z.string()).optional(),
  }),
});

function distribution({ at, text }: ReturnType<typeof synthesize>) {
  const config = configSchema.parse(at("site/Distribution").Properties).DistributionConfig;
  const origin = (id: string) => {
    const group = config.OriginGroups.Items.find((one) => one.Id === id);
    const ids = group ? group.Members.Items.map(({ OriginId }) => OriginId) : [id];
    return ids.map((one) => config.Origins.find(({ Id }) => Id === one));
  };
  return {
    config,
    behaviors: [...config.CacheBehaviors, config.DefaultCacheBehavior],
    domains: (id: string) => origin(id).map((one) => text(one?.DomainName, "site")),
    origin: (id: string) => origin(id)[0],
  };
}

const dev = synthesize();
const { at, ofType, text } = dev;
const { config, behaviors, domains, origin } = distribution(dev);

function behaviorOf(pattern: string) {
  const found = behaviors.find(({ PathPattern }) => PathPattern === pattern);
  if (found === undefined) throw new Error(`There is no behaviour for ${pattern}.`);
  return found;
}

const PAGES = "${data/Pages.RegionalDomainName}";
const RENDERER = expect.stringContaining("FunctionUrl");

describe("The CDN", () => {
  it.each([
    ["default", [PAGES, RENDERER]],
    ["/_astro/*", [PAGES]],
    ["/media/*", ["${data/Media.RegionalDomainName}"]],
    ["/admin", [RENDERER]],
    ["/admin/*", [RENDERER]],
    ["/api/*", [expect.stringMatching(/^\$\{api\/Api\}\.execute-api\./)]],
  ])("answers %s from %j", (pattern, wanted) => {
    expect(domains(behaviorOf(pattern).TargetOriginId)).toEqual(wanted);
  });

  it("goes on to the renderer where S3 has no page", () => {
    const statuses = config.OriginGroups.Items[0]?.FailoverCriteria.StatusCodes.Items;

    expect(statuses).toEqual(expect.arrayContaining([404, 500, 502, 503, 504]));
    const policy = JSON.stringify(at("data/Pages/Policy").Properties["PolicyDocument"]);
    expect(policy).toContain("s3:ListBucket");
  });

  it("proves itself to every origin", () => {
    const strangers = config.Origins.filter(({ OriginAccessControlId, OriginCustomHeaders }) => {
      const names = OriginCustomHeaders.map(({ HeaderName }) => HeaderName);
      return OriginAccessControlId === undefined && !names.includes("x-origin-secret");
    });
    expect(config.Origins.length).toBeGreaterThanOrEqual(4);
    expect(strangers).toEqual([]);
    const api = origin(behaviorOf("/api/*").TargetOriginId);
    expect(text(api?.OriginCustomHeaders[0]?.HeaderValue, "site")).toBe(
      "{{resolve:secretsmanager:${data/OriginSecret}:SecretString:::}}",
    );
    expect(ofType("AWS::Lambda::Url")[0]?.Properties["AuthType"]).toBe("AWS_IAM");
  });

  it("takes writes for the API alone", () => {
    const writable = behaviors.filter(({ AllowedMethods }) => AllowedMethods.includes("POST"));

    expect(writable.map(({ PathPattern }) => PathPattern)).toEqual(["/api/*"]);
  });

  it("forwards cookies to the API and the console, never to what renders for all", () => {
    const request = at("site/PageRequest").Properties["OriginRequestPolicyConfig"];
    const cache = JSON.stringify(at("site/PageCache").Properties["CachePolicyConfig"]);

    expect(request).toMatchObject({
      CookiesConfig: { CookieBehavior: "none" },
      HeadersConfig: { Headers: ["x-forwarded-host", "CloudFront-Forwarded-Proto"] },
    });
    expect(cache).toContain('"CookieBehavior":"none"');
    expect(JSON.stringify(at("site/PersonalCache").Properties)).toContain('"CookieBehavior":"all"');
  });

  it("runs its request function before everything but files", () => {
    const without = behaviors.filter(({ FunctionAssociations }) => !FunctionAssociations.length);

    expect(without.map(({ PathPattern }) => PathPattern)).toEqual(["/_astro/*", "/media/*"]);
  });

  it("sends the security headers with everything", () => {
    const policies = behaviors.map((one) => text(one.ResponseHeadersPolicyId, "site"));
    expect(new Set(policies)).toEqual(new Set(["${site/SecurityHeaders}"]));

    const headers = JSON.stringify(at("site/SecurityHeaders").Properties);
    expect(headers).toContain("script-src 'self' 'sha256-abc='");
    expect(headers).not.toMatch(/script-src[^;]*unsafe/);
    expect(headers).toContain("frame-ancestors 'none'");
    expect(headers).toContain("form-action 'self' https://checkout.stripe.com");
  });
});

describe("Uploads", () => {
  it("bring the site's files and the demo's, and take nothing away", () => {
    const uploads = ofType("Custom::CDKBucketDeployment").map(({ Properties, stack }) => [
      text(Properties["DestinationBucketName"], stack),
      Properties["DestinationBucketKeyPrefix"],
      Properties["Prune"],
    ]);

    expect(uploads).toEqual([
      ["${data/Pages}", undefined, false],
      ["${data/Pages}", undefined, false],
      ["${data/Pages}", "_astro", false],
      ["${data/Media}", "media", false],
      ["${data/Media}", "demo", false],
    ]);
  });
});

describe("A domain of one's own", () => {
  it("is served, and closes the way around it", () => {
    const own = synthesize({
      domainName: "shop.example",
      certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/one",
      apiDomainName: "api.shop.example",
      apiCertificateArn: "arn:aws:acm:eu-central-1:123456789012:certificate/two",
    });
    const custom = distribution(own);
    const api = custom.behaviors.find(({ PathPattern }) => PathPattern === "/api/*");

    expect(custom.config.Aliases).toEqual(["shop.example"]);
    expect(custom.domains(api?.TargetOriginId ?? "")).toEqual(["api.shop.example"]);
    expect(own.at("api/Api").Properties["DisableExecuteApiEndpoint"]).toBe(true);
    expect(at("api/Api").Properties["DisableExecuteApiEndpoint"]).not.toBe(true);
  });

  it("needs its certificate", () => {
    expect(() => synthesize({ domainName: "shop.example" })).toThrow(
      "domainName and certificateArn go together.",
    );
  });
});
