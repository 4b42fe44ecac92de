import type { Gateway } from "../gateway.ts";
import { HttpListener } from "../http-listener.ts";
import type { Listening } from "../listen.ts";
import type { ResourceGraph } from "../template/graph.ts";
import type { LocalWorld } from "./local-world.ts";

interface OpenApi {
  readonly listener: HttpListener;
  readonly at: Listening;
}

/** Every HTTP API on a port of its own: what `execute-api` is on AWS, past the CDN. */
export class ApiListeners {
  readonly #apis = new Map<string, OpenApi>();

  /** Of the first API; undefined when the app has none. */
  get url(): string | undefined {
    return this.#open[0]?.at.url;
  }

  /** Requests that are being answered. */
  get active(): number {
    return this.#open.reduce((sum, { listener }) => sum + listener.active, 0);
  }

  /** Gives every API of the templates a port, and tells the world its URL. */
  async open(graph: ResourceGraph, world: LocalWorld): Promise<void> {
    for (const api of graph.ofType("AWS::ApiGatewayV2::Api")) {
      const id = graph.ref(api);
      if (this.#apis.has(id)) continue;
      const listener = new HttpListener();
      const at = await listener.listen(0, "The HTTP API");
      this.#apis.set(id, { listener, at });
      world.setApiUrl(id, at.url);
    }
  }

  serve(gateways: readonly Gateway[]): void {
    for (const gateway of gateways) {
      this.#apis.get(gateway.spec.id)?.listener.serve((request) => gateway.handle(request));
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#open.map(({ at }) => at.close()));
  }

  get #open(): readonly OpenApi[] {
    return [...this.#apis.values()];
  }
}
