import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import { AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import {
  ApiMapping,
  CfnStage,
  DomainName,
  HttpApi,
  HttpStage,
  LogGroupLogDestination,
} from "aws-cdk-lib/aws-apigatewayv2";
import { Certificate } from "aws-cdk-lib/aws-certificatemanager";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { endpoints, serverSides } from "#contracts/index";
import type { Resources } from "../constructs/bindings.ts";
import { EndpointFunction, routeKey } from "../constructs/endpoint-function.ts";
import type { Domain, Settings } from "../settings.ts";

export interface ApiStackProps extends StackProps {
  readonly settings: Settings;
  readonly resources: Resources;
}

const DEFAULT_RATE = { perSecond: 100, burst: 200 };

/** No address, query or agent: they are the shopper's, and the route tells enough. */
const ACCESS_LOG = JSON.stringify({
  requestId: "$context.requestId",
  time: "$context.requestTimeEpoch",
  route: "$context.routeKey",
  status: "$context.status",
  bytes: "$context.responseLength",
  latencyMs: "$context.responseLatency",
  integrationMs: "$context.integrationLatency",
  error: "$context.integrationErrorMessage",
});

/** The HTTP API: a function and a route for each endpoint of the contracts. */
export class ApiStack extends Stack {
  /** Where CloudFront reaches the API. */
  readonly domainName: string;

  constructor(scope: Construct, id: string, { settings, resources, ...props }: ApiStackProps) {
    super(scope, id, props);
    const api = new HttpApi(this, "Api", {
      apiName: id,
      description: "Parasol's API; only CloudFront knows the secret header that it asks for",
      createDefaultStage: false,
      disableExecuteApiEndpoint: settings.apiDomain !== undefined,
    });
    const routes = endpoints.map(
      (endpoint) =>
        new EndpointFunction(this, {
          endpoint,
          side: serverSides[endpoint.id],
          api,
          resources,
          settings,
        }).route,
    );

    const stage = new HttpStage(this, "Stage", {
      httpApi: api,
      stageName: "$default",
      autoDeploy: true,
      throttle: { rateLimit: DEFAULT_RATE.perSecond, burstLimit: DEFAULT_RATE.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(
          new LogGroup(this, "AccessLog", {
            retention: settings.logRetention,
            removalPolicy: settings.removalPolicy,
          }),
        ),
        format: AccessLogFormat.custom(ACCESS_LOG),
      },
    });
    limitRoutes(stage);
    // Throttles name routes, which must stand before them.
    stage.node.addDependency(...routes);

    this.domainName = settings.apiDomain
      ? this.#customDomain(settings.apiDomain, api, stage)
      : `${api.apiId}.execute-api.${this.region}.${this.urlSuffix}`;
  }

  #customDomain({ name, certificateArn }: Domain, api: HttpApi, stage: HttpStage): string {
    const domainName = new DomainName(this, "Domain", {
      domainName: name,
      certificate: Certificate.fromCertificateArn(this, "Certificate", certificateArn),
    });
    new ApiMapping(this, "Mapping", { api, stage, domainName });
    new CfnOutput(this, "ApiDomainTarget", {
      description: `What ${name} must point at (CNAME)`,
      value: domainName.regionalDomainName,
    });
    return name;
  }
}

/** Contracts that set a rate of their own. The L2 knows one throttle for all routes only. */
function limitRoutes(stage: HttpStage): void {
  const resource = stage.node.defaultChild;
  if (!(resource instanceof CfnStage)) throw new Error("The stage has no CloudFormation resource.");
  resource.routeSettings = Object.fromEntries(
    endpoints.flatMap((endpoint) => {
      const { rate } = serverSides[endpoint.id];
      if (rate === undefined) return [];
      const settings = {
        ThrottlingRateLimit: rate.perSecond,
        ThrottlingBurstLimit: rate.burst,
      };
      return [[routeKey(endpoint).key, settings]];
    }),
  );
}
