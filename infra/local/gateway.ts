import type { ApiRoute, ApiSpec } from "./gateway/api-spec.ts";
import { originHeaders, preflight } from "./gateway/cors.ts";
import { payloadV2 } from "./gateway/event.ts";
import { responseOf } from "./gateway/result.ts";
import { type Match, matchRoute } from "./gateway/routes.ts";
import { TokenBucket } from "./gateway/token-bucket.ts";
import { type HttpRequest, type HttpResponse, jsonMessage } from "./http-message.ts";
import { decode } from "./percent-encoding.ts";
import type { InvocationResult } from "./seams.ts";

/** API Gateway's quotas for HTTP APIs. */
const maximumBodyBytes = 10 * 1024 * 1024;
const maximumHeadBytes = 10_240;

export interface GatewayOptions {
  readonly invoke: (functionArn: string, event: unknown) => Promise<InvocationResult>;
  readonly onLog?: (line: string) => void;
}

/** One HTTP API: routes requests to functions as API Gateway does. */
export class Gateway {
  readonly spec: ApiSpec;
  readonly #options: GatewayOptions;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(spec: ApiSpec, options: GatewayOptions) {
    this.spec = spec;
    this.#options = options;
  }

  async handle(request: HttpRequest): Promise<HttpResponse> {
    const { cors } = this.spec;
    const answered = cors === undefined ? undefined : preflight(cors, request);
    if (answered !== undefined) return answered;
    const response = await this.#route(request);
    const own = { "apigw-requestid": [crypto.randomUUID().slice(0, 13)] };
    const allowed = cors === undefined ? {} : originHeaders(cors, request);
    return { ...response, headers: { ...response.headers, ...own, ...allowed } };
  }

  #route(request: HttpRequest): Promise<HttpResponse> | HttpResponse {
    if (headBytes(request) > maximumHeadBytes) {
      return jsonMessage(431, "Request Header Fields Too Large");
    }
    if (request.body.length > maximumBodyBytes) return jsonMessage(413, "Request Entity Too Large");
    const match = matchRoute(this.spec.routes, request.method, request.path);
    if (match === undefined) return jsonMessage(404, "Not Found");
    if (!this.#admits(match.route)) return jsonMessage(429, "Too Many Requests");
    if (!match.route.permitted) {
      const { key, functionArn } = match.route;
      this.#options.onLog?.(`API Gateway may not invoke ${functionArn} for ${key}: no permission.`);
      return jsonMessage(500, "Internal Server Error");
    }
    return this.#integrate(request, match);
  }

  #admits({ key, throttle }: ApiRoute): boolean {
    if (throttle === undefined) return true;
    const now = performance.now();
    let bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      bucket = new TokenBucket(throttle.rate, throttle.burst, now);
      this.#buckets.set(key, bucket);
    }
    return bucket.take(now);
  }

  async #integrate(
    request: HttpRequest,
    { route, pathParameters }: Match<ApiRoute>,
  ): Promise<HttpResponse> {
    const { id, domainName, stage, stageVariables } = this.spec;
    const event = payloadV2(request, {
      apiId: id,
      domainName,
      routeKey: route.key,
      stage,
      stageVariables,
      pathParameters,
      rawPath: decode(request.path),
    });
    const timeout = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => timeout.resolve(undefined), route.timeoutMs);
    const result = await Promise.race([
      this.#options.invoke(route.functionArn, event),
      timeout.promise,
    ]);
    clearTimeout(timer);
    if (result === undefined) return jsonMessage(503, "Service Unavailable");
    if (result.functionError !== undefined) return jsonMessage(500, "Internal Server Error");
    return (
      responseOf(result.payload, "text/plain;charset=utf-8") ??
      jsonMessage(500, "Internal Server Error")
    );
  }
}

/** Request line and header values, which share one quota. */
function headBytes({ method, path, query, headers }: HttpRequest): number {
  const values = Object.values(headers).flat();
  return values.reduce(
    (sum, value) => sum + Buffer.byteLength(value),
    method.length + path.length + query.length + " ? HTTP/1.1".length,
  );
}
