import type { Resource } from "./resource.ts";

/**
 * What only the running cloud knows, and physical ids and attributes are made of. Everything is
 * asked for lazily, so a template can be read before the emulators run.
 */
export interface World {
  /** Where SDK calls go; queue URLs begin with it. No trailing slash. */
  readonly proxyUrl: string;
  /** Host and port of the CloudFront twin, such as `localhost:4321`. */
  readonly storeHost: string;
  /** Base URL of an HTTP API that listens apart from the CDN. */
  apiUrl(apiId: string): string;
  postgres(): { readonly host: string; readonly port: number };
  /** The `iss` claim of a user pool's tokens. */
  issuer(poolId: string): string;
  /** An id or attribute that an emulator or a custom resource gave when the resource was created. */
  assigned(resource: Resource, attribute: string): string;
  /** A secret's value, generated once and kept. */
  secretString(resource: Resource): string;
}
