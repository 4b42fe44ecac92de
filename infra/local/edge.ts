import { CompressionCache } from "./edge/compression-cache.ts";
import { answerConditions, compress } from "./edge/delivery.ts";
import {
  type Behavior,
  behaviorFor,
  type DistributionSpec,
  type OriginSpec,
} from "./edge/distribution-spec.ts";
import { forwardedParts } from "./edge/forwarding.ts";
import type { Origin } from "./edge/origins.ts";
import { applyResponseHeaders } from "./edge/response-headers.ts";
import { type HttpRequest, type HttpResponse, textResponse } from "./http-message.ts";

const failoverMethods: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** The CloudFront twin: one distribution's behaviours, functions, policies and origins. */
export class Edge {
  readonly spec: DistributionSpec;
  readonly #origins: ReadonlyMap<string, Origin>;
  readonly #onLog: (line: string) => void;
  readonly #compressed = new CompressionCache();

  /** @param origins by the id that the distribution gives them */
  constructor(
    spec: DistributionSpec,
    origins: ReadonlyMap<string, Origin>,
    onLog: (line: string) => void,
  ) {
    this.spec = spec;
    this.#origins = origins;
    this.#onLog = onLog;
  }

  async handle(viewer: HttpRequest): Promise<HttpResponse> {
    const behavior = behaviorFor(this.spec, viewer.path);
    if (!behavior.allowedMethods.includes(viewer.method)) {
      return page(403, `This distribution does not allow ${viewer.method} here.`);
    }
    try {
      return await this.#serve(viewer, behavior);
    } catch (error) {
      this.#onLog(`CDN ${viewer.method} ${viewer.path}: ${String(error)}`);
      return page(502, "The origin, or a function on the way to it, failed.");
    }
  }

  async #serve(viewer: HttpRequest, behavior: Behavior): Promise<HttpResponse> {
    const changed = (await behavior.viewerRequest?.onRequest(viewer)) ?? viewer;
    if ("status" in changed) return changed;
    const fetched = await this.#withErrorPage(
      changed,
      behavior,
      await this.#fetch(changed, behavior),
    );
    const { responseHeaders, viewerResponse } = behavior;
    const decorated =
      responseHeaders === undefined ? fetched : applyResponseHeaders(fetched, responseHeaders);
    const compressed = await compress(
      changed,
      answerConditions(changed, decorated),
      behavior,
      this.#compressed,
    );
    const marked = {
      ...compressed,
      headers: { ...compressed.headers, via: ["1.1 local.cloudfront.net (CloudFront)"] },
    };
    return viewerResponse === undefined ? marked : viewerResponse.onResponse(changed, marked);
  }

  /** Asks the origin; of an origin group the second when the first fails. */
  async #fetch(request: HttpRequest, behavior: Behavior): Promise<HttpResponse> {
    const group = this.spec.originGroups.get(behavior.originId);
    if (group === undefined) return this.#ask(behavior.originId, request, behavior);
    const [primary = "", secondary] = group.members;
    const first = await this.#ask(primary, request, behavior);
    const failsOver =
      failoverMethods.has(request.method) && group.failoverStatuses.has(first.status);
    if (!failsOver || secondary === undefined) return first;
    return this.#ask(secondary, request, behavior);
  }

  async #ask(originId: string, request: HttpRequest, behavior: Behavior): Promise<HttpResponse> {
    const spec = this.spec.origins.get(originId);
    const origin = this.#origins.get(originId);
    if (spec === undefined || origin === undefined) throw new Error(`no origin ${originId}`);
    const { cachePolicy, originRequestPolicy } = behavior;
    const policies =
      originRequestPolicy === undefined ? [cachePolicy] : [cachePolicy, originRequestPolicy];
    const { headers, query, setsCookies } = forwardedParts(request, policies);
    const response = await origin({
      ...request,
      path: originPath(spec, request.path, this.spec.defaultRootObject),
      query,
      headers: { ...headers, ...originHeaders(spec, request) },
    });
    if (setsCookies) return response;
    const { "set-cookie": _, ...kept } = response.headers;
    return { ...response, headers: kept };
  }

  async #withErrorPage(
    request: HttpRequest,
    behavior: Behavior,
    response: HttpResponse,
  ): Promise<HttpResponse> {
    const errorPage = this.spec.errorPages.find(({ status }) => status === response.status);
    if (errorPage?.path === undefined) return response;
    const status = errorPage.responseStatus ?? response.status;
    const own = {
      ...request,
      method: "GET",
      path: errorPage.path,
      query: "",
      body: Buffer.alloc(0),
    };
    const fetched = await this.#fetch(own, behaviorFor(this.spec, errorPage.path) ?? behavior);
    return fetched.status === 200 ? { ...fetched, status } : response;
  }
}

function originPath(spec: OriginSpec, path: string, rootObject: string): string {
  return spec.path + (path === "/" && rootObject !== "" ? `/${rootObject}` : path);
}

/** What CloudFront adds on the way to an origin. */
function originHeaders(spec: OriginSpec, request: HttpRequest): Record<string, readonly string[]> {
  const custom = Object.entries(spec.customHeaders).map(([name, value]) => [name, [value]]);
  return {
    host: [spec.domainName],
    via: ["1.1 local.cloudfront.net (CloudFront)"],
    "x-amz-cf-id": [crypto.randomUUID()],
    "x-forwarded-for": [
      [...(request.headers["x-forwarded-for"] ?? []), request.sourceIp].join(", "),
    ],
    ...Object.fromEntries(custom),
  };
}

function page(status: number, text: string): HttpResponse {
  return textResponse(status, `<!doctype html><title>${status}</title><p>${text}</p>`, "text/html");
}
