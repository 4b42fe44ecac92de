import { type HttpApi, HttpMethod, HttpRoute, HttpRouteKey } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type { Construct } from "constructs";
import {
  API_PREFIX,
  type Endpoint,
  knowsCaller,
  type Method,
  needsCsrf,
  type ServerSide,
} from "#contracts/endpoint";
import type { Settings } from "../settings.ts";
import { callerEnvironment, type Resources, secretText } from "./bindings.ts";
import { ShopFunction } from "./shop-function.ts";

export interface EndpointFunctionProps {
  readonly endpoint: Endpoint;
  readonly side: ServerSide;
  readonly api: HttpApi;
  readonly resources: Resources;
  readonly settings: Settings;
}

/** One endpoint: its function and the route that leads to it. */
export class EndpointFunction extends ShopFunction {
  readonly route: HttpRoute;

  constructor(
    scope: Construct,
    { endpoint, side, api, resources, settings }: EndpointFunctionProps,
  ) {
    super(scope, endpoint.id, {
      side: withCsrf(endpoint, side),
      resources,
      settings,
      trigger: {
        statements: [],
        environment: {
          ORIGIN_SECRET: secretText(resources.secrets.origin),
          ...(knowsCaller(endpoint) ? callerEnvironment(resources) : {}),
        },
      },
    });
    this.route = new HttpRoute(this, "Route", {
      httpApi: api,
      routeKey: routeKey(endpoint),
      integration: new HttpLambdaIntegration("Integration", this),
    });
  }
}

function withCsrf(endpoint: Endpoint, side: ServerSide): ServerSide {
  const secrets = new Set(side.secrets);
  if (needsCsrf(endpoint)) secrets.add("csrf");
  return { ...side, secrets: [...secrets] };
}

const METHODS: Readonly<Record<Method, HttpMethod>> = {
  GET: HttpMethod.GET,
  POST: HttpMethod.POST,
  PUT: HttpMethod.PUT,
  DELETE: HttpMethod.DELETE,
  ANY: HttpMethod.ANY,
};

/** `/products/:id` → `GET /api/v1/products/{id}`; `/*` is where every other path ends. */
export function routeKey({ method, path }: Pick<Endpoint, "method" | "path">): HttpRouteKey {
  if (path === "/*") return HttpRouteKey.DEFAULT;
  return HttpRouteKey.with(API_PREFIX + path.replace(/:(\w+)/g, "{$1}"), METHODS[method]);
}
