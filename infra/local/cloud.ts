import { LocalCloud } from "./cloud/local-cloud.ts";
import type { Statement } from "./iam/policy.ts";
import type { CallHook } from "./proxy/hooks.ts";
import type { Emulators, InvocationResult } from "./seams.ts";

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
