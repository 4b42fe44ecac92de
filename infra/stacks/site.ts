import { join } from "node:path";
import { CfnOutput, Duration, Size, Stack, type StackProps } from "aws-cdk-lib";
import { Certificate } from "aws-cdk-lib/aws-certificatemanager";
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  type IOrigin,
  OriginRequestPolicy,
  S3OriginAccessControl,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from "aws-cdk-lib/aws-cloudfront";
import {
  FunctionUrlOrigin,
  HttpOrigin,
  OriginGroup,
  S3BucketOrigin,
} from "aws-cdk-lib/aws-cloudfront-origins";
import { FunctionUrlAuthType } from "aws-cdk-lib/aws-lambda";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import { BucketDeployment, CacheControl, Source } from "aws-cdk-lib/aws-s3-deployment";
import type { Construct } from "constructs";
import { endpoints } from "#contracts/index";
import { jobs } from "#contracts/jobs";
import { describe } from "#contracts/openapi";
import { OPENAPI_KEY } from "#contracts/system";
import packageJson from "../../package.json" with { type: "json" };
import { type Resources, secretText } from "../constructs/bindings.ts";
import { bundleHash, DeploymentJob } from "../constructs/deployment-job.ts";
import { PageCache, PageRequest, PersonalCache } from "../constructs/forwarding.ts";
import { SecurityHeaders } from "../constructs/security-headers.ts";
import { ShopFunction } from "../constructs/shop-function.ts";
import type { Settings } from "../settings.ts";

export interface SiteStackProps extends StackProps {
  readonly settings: Settings;
  readonly resources: Resources;
  readonly apiDomainName: string;
}

const RENDER = "pages.renderPage";
const REPUBLISH = "jobs.republishPages";
const IMMUTABLE = [CacheControl.fromString("public, max-age=31536000, immutable")];
const AN_HOUR = [CacheControl.fromString("public, max-age=3600")];
const A_DAY = [CacheControl.fromString("public, max-age=86400")];
const UPLOAD_MEMORY_MB = 512;

/** What browsers reach: the distribution, the page renderer behind it, and what is uploaded. */
export class SiteStack extends Stack {
  constructor(scope: Construct, id: string, props: SiteStackProps) {
    const { settings, resources, apiDomainName, ...stackProps } = props;
    super(scope, id, stackProps);

    const render = new ShopFunction(this, RENDER, { side: jobs[RENDER], resources, settings });
    const renderer = FunctionUrlOrigin.withOriginAccessControl(
      render.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM }),
    );
    const access = new S3OriginAccessControl(this, "BucketAccess");
    // The buckets' own stack lets CloudFront read them; see there.
    const fromBucket = (bucket: IBucket) =>
      S3BucketOrigin.withBucketDefaults(bucket, {
        originAccessControlId: access.originAccessControlId,
      });
    const pages = fromBucket(resources.pages);

    const viewerRequest = {
      eventType: FunctionEventType.VIEWER_REQUEST,
      function: new EdgeFunction(this, "ViewerRequest", {
        comment: "One address for each page; the shop's host for origins",
        runtime: FunctionRuntime.JS_2_0,
        code: FunctionCode.fromFile({
          filePath: join(import.meta.dirname, "viewer-request.js"),
        }),
      }),
    };
    const common = {
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      responseHeadersPolicy: new SecurityHeaders(this, "SecurityHeaders", {
        hashes: join(settings.dist, "site", "csp.json"),
      }),
      compress: true,
    };
    // For one person: all goes to the origin, and nothing is kept that the origin does not allow.
    const personal = {
      ...common,
      cachePolicy: new PersonalCache(this, "PersonalCache"),
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      functionAssociations: [viewerRequest],
    };
    const console: BehaviorOptions = { ...personal, origin: renderer };
    const files = (origin: IOrigin): BehaviorOptions => ({
      ...common,
      origin,
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
    });

    const { domain } = settings;
    const distribution = new Distribution(this, "Distribution", {
      comment: id,
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultBehavior: {
        ...common,
        origin: new OriginGroup({
          primaryOrigin: pages,
          fallbackOrigin: renderer,
          // 403 is S3's answer to what it takes for its own query parameters, such as ?acl.
          fallbackStatusCodes: [403, 404, 500, 502, 503, 504],
        }),
        cachePolicy: new PageCache(this, "PageCache"),
        originRequestPolicy: new PageRequest(this, "PageRequest"),
        functionAssociations: [viewerRequest],
      },
      additionalBehaviors: {
        "/api/*": {
          ...personal,
          viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
          origin: new HttpOrigin(apiDomainName, {
            customHeaders: { "x-origin-secret": secretText(resources.secrets.origin) },
          }),
          allowedMethods: AllowedMethods.ALLOW_ALL,
        },
        "/_astro/*": files(pages),
        "/media/*": files(fromBucket(resources.media)),
        "/admin": console,
        "/admin/*": console,
      },
      // A fault must not outlive its cause.
      errorResponses: [500, 502, 503, 504].map((httpStatus) => ({
        httpStatus,
        ttl: Duration.seconds(0),
      })),
      ...(domain
        ? {
            domainNames: [domain.name],
            minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
            certificate: Certificate.fromCertificateArn(this, "Certificate", domain.certificateArn),
          }
        : {}),
    });

    const uploads = this.#uploads(settings, resources);
    const published = new DeploymentJob(this, "PublishedPages", {
      handler: new ShopFunction(this, REPUBLISH, { side: jobs[REPUBLISH], resources, settings }),
      settings,
      resourceType: "Custom::PublishedPages",
      properties: { Renderer: bundleHash(settings, RENDER) },
    });
    // Pages name files: they must be there first.
    published.resource.node.addDependency(...uploads);

    new CfnOutput(this, "StoreUrl", {
      value: `https://${domain?.name ?? distribution.distributionDomainName}`,
    });
    new CfnOutput(this, "DistributionDomain", {
      description: "What a domain of your own must point at",
      value: distribution.distributionDomainName,
    });
  }

  /** Nothing is ever pruned: pages that are still open ask for the files of the last deployment. */
  #uploads({ dist }: Settings, { pages, media }: Resources): readonly BucketDeployment[] {
    const upload = (
      id: string,
      source: string,
      destinationBucket: IBucket,
      cacheControl: CacheControl[],
      { prefix, exclude }: { prefix?: string; exclude?: string[] } = {},
    ) =>
      new BucketDeployment(this, id, {
        sources: [Source.asset(source, exclude ? { exclude } : {})],
        destinationBucket,
        ...(prefix ? { destinationKeyPrefix: prefix } : {}),
        cacheControl,
        prune: false,
        memoryLimit: UPLOAD_MEMORY_MB,
        ephemeralStorageSize: Size.mebibytes(UPLOAD_MEMORY_MB),
      });
    const client = join(dist, "site", "client");
    return [
      new BucketDeployment(this, "OpenApi", {
        sources: [Source.jsonData(OPENAPI_KEY, describe(endpoints, packageJson.version))],
        destinationBucket: pages,
        cacheControl: AN_HOUR,
        prune: false,
        memoryLimit: UPLOAD_MEMORY_MB,
        ephemeralStorageSize: Size.mebibytes(UPLOAD_MEMORY_MB),
      }),
      upload("SiteFiles", client, pages, AN_HOUR, { exclude: ["_astro", "_astro/**"] }),
      upload("SiteAssets", join(client, "_astro"), pages, IMMUTABLE, { prefix: "_astro" }),
      upload("Pictures", join(dist, "demo", "media"), media, A_DAY, { prefix: "media" }),
      upload("Catalogue", join(dist, "demo"), media, AN_HOUR, {
        prefix: "demo",
        exclude: ["*", ".*", "!catalogue.json"],
      }),
    ];
  }
}
