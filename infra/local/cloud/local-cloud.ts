import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Cloud, CloudFunction, CloudOptions } from "../cloud.ts";
import { startEmulators } from "../emulators/index.ts";
import { startEventSources } from "../events/index.ts";
import { HttpListener } from "../http-listener.ts";
import type { Listening } from "../listen.ts";
import { keptPort } from "../ports.ts";
import type { CallHook } from "../proxy/hooks.ts";
import type { StoredSecret } from "../proxy/own-services.ts";
import { type Proxy, startProxy } from "../proxy.ts";
import { Functions } from "../runtime/functions.ts";
import type { Emulators, EventSources, InvocationResult } from "../seams.ts";
import { readAssembly } from "../template/assembly.ts";
import { ResourceGraph } from "../template/graph.ts";
import { Refused } from "../template/refused.ts";
import { ApiListeners } from "./api-listeners.ts";
import { deployToBuckets } from "./bucket-deployment.ts";
import { customResources, runCustomResources, waitsForUploads } from "./custom-resources.ts";
import { type Deployment, planDeployment } from "./deployment.ts";
import { emulatorUrl } from "./emulator-url.ts";
import { KeptState } from "./kept-state.ts";
import { LocalWorld } from "./local-world.ts";
import { neededEmulators } from "./needed-emulators.ts";
import { localOverrides, stripeSecret } from "./overrides.ts";
import { createBuckets } from "./provision/buckets.ts";
import { createQueues } from "./provision/queues.ts";
import { createTables } from "./provision/tables.ts";
import { createUserPools } from "./provision/user-pools.ts";
import { SecretStore } from "./secret-store.ts";

/** The running cloud: what starts, what follows what, and what ends it. */
export class LocalCloud implements Cloud {
  readonly #options: CloudOptions;
  readonly #edge = new HttpListener();
  readonly #apis = new ApiListeners();
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
    return this.#apis.url;
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
      defined(this.#functions).load === 0 && this.#edge.active === 0 && this.#apis.active === 0;
    for (;;) {
      const { begun } = defined(this.#functions);
      await defined(this.#events).idle();
      // A function that ran meanwhile may have sent what the queues did not hold when asked.
      if (quiet() && defined(this.#functions).begun === begun) return;
      await sleep(10);
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#events?.close();
    await Promise.allSettled([this.#apis.close(), ...this.#closers.map((close) => close())]);
  }

  #startProxy(port: number): Promise<Proxy> {
    return startProxy({
      port,
      emulator: (service) => emulatorUrl(this.emulators, service),
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
      this.#apis.open(graph, world),
    ]);
    const deployment = planDeployment(graph, {
      overrides: localOverrides(world.emulators, this.storeUrl),
      s3Url: () => world.emulators.s3.url,
      invoke: (arn, event) => functions.invoke(arn, event),
      onLog: (line) => functions.log("cloud", line),
    });
    await functions.replaceAll(deployment.functions);
    this.#deployment = deployment;
    const { early = [], late = [] } = Object.groupBy(customResources(graph), (resource) =>
      waitsForUploads(resource) ? "late" : "early",
    );
    await Promise.all([
      deployToBuckets(graph, world, this.#deployed, progress),
      runCustomResources(early, graph, functions, world, progress),
    ]);
    await runCustomResources(late, graph, functions, world, progress);
    await this.#startEvents(deployment);
    this.#apis.serve(deployment.gateways);
    const { edge } = deployment;
    if (edge !== undefined) this.#edge.serve((request) => edge.handle(request));
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
      onLog: (line) => defined(this.#functions).log("events", line),
    });
    if (events.mailDestinations?.length) {
      this.emulators.ses.onAccepted((mail) => this.#events?.mailAccepted(mail));
    }
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
