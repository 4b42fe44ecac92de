import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { deployToBuckets } from "./cloud/bucket-deployment.ts";
import { runCustomResources } from "./cloud/custom-resources.ts";
import { type Deployment, planDeployment } from "./cloud/deployment.ts";
import { KeptState } from "./cloud/kept-state.ts";
import { LocalWorld } from "./cloud/local-world.ts";
import { neededEmulators } from "./cloud/needed-emulators.ts";
import { localOverrides, stripeSecret } from "./cloud/overrides.ts";
import { createBuckets } from "./cloud/provision/buckets.ts";
import { createQueues } from "./cloud/provision/queues.ts";
import { createTables } from "./cloud/provision/tables.ts";
import { createUserPools } from "./cloud/provision/user-pools.ts";
import { SecretStore } from "./cloud/secret-store.ts";
import { startEmulators } from "./emulators/index.ts";
import { startEventSources } from "./events/index.ts";
import { HttpListener } from "./http-listener.ts";
import type { Statement } from "./iam/policy.ts";
import type { Listening } from "./listen.ts";
import { keptPort } from "./ports.ts";
import type { CallHook } from "./proxy/hooks.ts";
import type { StoredSecret } from "./proxy/own-services.ts";
import { type Proxy, startProxy } from "./proxy.ts";
import { Functions } from "./runtime/functions.ts";
import type { Emulators, EventSources, InvocationResult } from "./seams.ts";
import { readAssembly } from "./template/assembly.ts";
import { ResourceGraph } from "./template/graph.ts";
import { Refused } from "./template/refused.ts";
import type { Resource } from "./template/resource.ts";

export interface CloudOptions {
  /** `cdk.out`, synthesized. */
  readonly assembly: string;
  /** Everything that survives a restart lies here; absolute. */
  readonly stateDir: string;
  /** Of the CloudFront twin; 0 (the default) for a free one. */
  readonly port?: number;
  /** Which stage of several; default the one that ends in `dev`. */
  readonly stage?: string;
  readonly onProgress?: (line: string) => void;
  /** A line that a function printed, or that the cloud says about one. */
  readonly onLog?: (functionName: string, line: string) => void;
}

export interface CloudFunction {
  readonly name: string;
  readonly arn: string;
  readonly cdkPath: string;
  readonly environment: Readonly<Record<string, string>>;
  /** What its role allows and denies. */
  readonly statements: readonly Statement[];
}

/** The app, running. */
export interface Cloud {
  /** Of the CloudFront twin, without a trailing slash. */
  readonly storeUrl: string;
  /** Where functions send their SDK calls. */
  readonly proxyUrl: string;
  /** Of the HTTP API past the CDN; undefined when there is none. */
  readonly apiUrl: string | undefined;
  readonly emulators: Emulators;
  readonly functions: readonly CloudFunction[];
  /** Runs a function: by name, ARN or the end of its construct path, such as `cart.setItem`. */
  invoke(id: string, event: unknown): Promise<InvocationResult>;
  /** What `Ref` gives for a resource: by the end of its construct path, or by a type it alone has. */
  physicalId(id: string): string;
  /** Sees each allowed SDK call before it is made, and may make it fail. Returns the way to stop. */
  onCall(hook: CallHook): () => void;
  /** Runs a schedule now; by its construct path. */
  fire(scheduleId: string): Promise<void>;
  /** Takes over a newly synthesized app. Returns the names of functions that changed. */
  reload(assembly?: string): Promise<readonly string[]>;
  /** Resolves when nothing runs, the queues are empty and the stream is read to its end. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Runs a synthesized app on this machine.
 *
 * @throws StartError with one clear line: a port in use, a resource that cannot run here, an engine
 *   that is missing, a migration that fails
 */
export async function openCloud(options: CloudOptions): Promise<Cloud> {
  const cloud = new LocalCloud(options);
  try {
    await cloud.open();
    return cloud;
  } catch (error) {
    await cloud.close();
    throw error;
  }
}

class LocalCloud implements Cloud {
  readonly #options: CloudOptions;
  readonly #edge = new HttpListener();
  readonly #apis = new Map<string, { readonly listener: HttpListener; readonly at: Listening }>();
  readonly #closers: (() => Promise<void>)[] = [];
  readonly #deployed: KeptState;
  #store: Listening | undefined;
  #proxy: Proxy | undefined;
  #functions: Functions | undefined;
  #events: EventSources | undefined;
  #world: LocalWorld | undefined;
  #deployment: Deployment | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: CloudOptions) {
    this.#options = options;
    this.#deployed = new KeptState(join(options.stateDir, "cloud", "deployed.json"));
  }

  get storeUrl(): string {
    return `http://localhost:${defined(this.#store).port}`;
  }

  get proxyUrl(): string {
    return defined(this.#proxy).url;
  }

  get apiUrl(): string | undefined {
    return [...this.#apis.values()][0]?.at.url;
  }

  get emulators(): Emulators {
    return defined(this.#world).emulators;
  }

  get functions(): readonly CloudFunction[] {
    return defined(this.#functions).specs.map(({ name, arn, cdkPath, environment, role }) => ({
      name,
      arn,
      cdkPath,
      environment,
      statements: role.statements,
    }));
  }

  async open(): Promise<void> {
    const { assembly, stateDir, port = 0, stage, onProgress, onLog } = this.#options;
    const read = readAssembly(assembly, stage);
    this.#store = await this.#edge.listen(port, "The shop");
    this.#closers.push(this.#store.close);
    this.#world = new LocalWorld(
      `localhost:${this.#store.port}`,
      new KeptState(join(stateDir, "cloud", "assigned.json")),
      new SecretStore(new KeptState(join(stateDir, "cloud", "secrets.json"))),
    );
    this.#proxy = await this.#startProxy(await keptPort(stateDir, "proxy"));
    this.#closers.push(this.#proxy.close);
    this.#world.proxyUrl = this.#proxy.url;
    const functions = new Functions({
      proxyUrl: this.#proxy.url,
      logDirectory: join(stateDir, "logs"),
      ...(onLog !== undefined && { onLog }),
    });
    this.#functions = functions;
    this.#closers.push(() => functions.close());
    const emulators = await startEmulators({
      stateDir,
      storeUrl: this.storeUrl,
      ...neededEmulators(read),
      ...(onProgress !== undefined && { onProgress }),
    });
    this.#closers.push(() => emulators.close());
    this.#world.emulators = emulators;
    await this.#deploy(assembly);
  }

  invoke(id: string, event: unknown): Promise<InvocationResult> {
    return defined(this.#functions).invoke(id, event);
  }

  physicalId(id: string): string {
    const { graph } = defined(this.#deployment);
    const fits = graph.resources.filter(
      ({ type, cdkPath }) =>
        type === id || `/${cdkPath.replace(/\/(Resource|Default)$/, "")}`.endsWith(`/${id}`),
    );
    const [only, ...others] = fits;
    if (only === undefined || others.length > 0) {
      throw new Error(`${id} stands for ${fits.length} resources.`);
    }
    return graph.ref(only);
  }

  onCall(hook: CallHook): () => void {
    return defined(this.#proxy).hooks.add(hook);
  }

  fire(scheduleId: string): Promise<void> {
    const schedules = defined(this.#deployment).events.schedules;
    const id = schedules.find((one) => `/${one.id}`.endsWith(`/${scheduleId}`))?.id ?? scheduleId;
    return defined(this.#events).fire(id);
  }

  async reload(assembly = this.#options.assembly): Promise<readonly string[]> {
    const before = new Map(this.functions.map(({ name }) => [name, this.#fingerprint(name)]));
    await this.#deploy(assembly);
    return this.functions
      .map(({ name }) => name)
      .filter((name) => before.get(name) !== this.#fingerprint(name));
  }

  async idle(): Promise<void> {
    const quiet = (): boolean =>
      defined(this.#functions).load === 0 &&
      this.#edge.active === 0 &&
      [...this.#apis.values()].every(({ listener }) => listener.active === 0);
    for (;;) {
      await defined(this.#events).idle();
      if (quiet()) return;
      await sleep(10);
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#events?.close();
    const closers = [...this.#closers, ...[...this.#apis.values()].map(({ at }) => at.close)];
    await Promise.allSettled(closers.map((close) => close()));
  }

  #startProxy(port: number): Promise<Proxy> {
    return startProxy({
      port,
      emulator: (service) => {
        const emulators = this.emulators;
        switch (service) {
          case "cognito-idp":
            return emulators.cognito.url;
          case "dynamodb":
          case "s3":
          case "ses":
          case "sqs":
            return emulators[service].url;
          default:
            throw new Error(`The proxy answers ${service} itself`);
        }
      },
      caller: (accessKeyId) => this.#functions?.caller(accessKeyId),
      objectChanged: (change) => this.#events?.objectChanged(change),
      secret: (id) => this.#secret(id),
      invoke: async (functionName, event, wait) => {
        const running = this.invoke(functionName, event);
        if (wait) return running;
        running.catch(() => undefined);
        return { payload: null };
      },
      // Nothing is cached here, so nothing is to be dropped.
      invalidate: () => undefined,
    });
  }

  #secret(id: string): StoredSecret | undefined {
    const { graph } = defined(this.#deployment);
    const resource = graph
      .ofType("AWS::SecretsManager::Secret")
      .find((secret) => graph.ref(secret) === id || secret.name("Name") === id);
    if (resource === undefined) return undefined;
    return {
      arn: graph.ref(resource),
      name: resource.name("Name"),
      value: () => defined(this.#world).secretString(resource),
    };
  }

  /** Brings the cloud to what an assembly describes; used for the first time and for each edit. */
  async #deploy(assembly: string): Promise<void> {
    const world = defined(this.#world);
    const functions = defined(this.#functions);
    const progress = this.#options.onProgress ?? (() => undefined);
    const graph = new ResourceGraph(readAssembly(assembly, this.#options.stage), world);
    world.stripeSecret = stripeSecret(graph);
    await Promise.all([
      createTables(graph, world),
      createQueues(graph, world),
      createBuckets(graph, world),
      createUserPools(graph, world),
      ...graph.ofType("AWS::ApiGatewayV2::Api").map((api) => this.#openApi(graph, api)),
    ]);
    const deployment = planDeployment(graph, {
      overrides: localOverrides(world.emulators, this.storeUrl),
      s3Url: () => world.emulators.s3.url,
      invoke: (arn, event) => functions.invoke(arn, event),
      onLog: (line) => this.#options.onLog?.("cloud", line),
    });
    await functions.replaceAll(deployment.functions);
    this.#deployment = deployment;
    await Promise.all([
      deployToBuckets(graph, world, this.#deployed, progress),
      runCustomResources(graph, functions, world, progress),
    ]);
    await this.#startEvents(deployment);
    this.#serve(deployment);
  }

  async #openApi(graph: ResourceGraph, api: Resource): Promise<void> {
    const id = graph.ref(api);
    if (this.#apis.has(id)) return;
    const listener = new HttpListener();
    const at = await listener.listen(0, "The HTTP API");
    this.#apis.set(id, { listener, at });
    defined(this.#world).setApiUrl(id, at.url);
  }

  async #startEvents({ events }: Deployment): Promise<void> {
    if (this.#events !== undefined) {
      await this.#events.update(events);
      return;
    }
    const { sqs, dynamodb } = this.emulators;
    this.#events = await startEventSources({
      ...events,
      stateDir: this.#options.stateDir,
      invoke: (arn, event) => this.invoke(arn, event),
      sqsUrl: sqs.url,
      dynamodbUrl: dynamodb.url,
      onLog: (line) => this.#options.onLog?.("events", line),
    });
  }

  #serve({ edge, gateways }: Deployment): void {
    for (const gateway of gateways) {
      this.#apis.get(gateway.spec.id)?.listener.serve((request) => gateway.handle(request));
    }
    if (edge !== undefined) this.#edge.serve((request) => edge.handle(request));
  }

  /** What a function's workers and rights are made of. */
  #fingerprint(name: string): string {
    return JSON.stringify(defined(this.#functions).spec(name));
  }
}

/** Parts that `open` sets before anyone can ask for them. */
function defined<T>(part: T | undefined): T {
  if (part === undefined) throw new Refused("The local cloud is not open yet.");
  return part;
}
