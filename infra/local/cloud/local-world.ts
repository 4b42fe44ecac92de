import type { Emulators } from "../seams.ts";
import { Refused } from "../template/refused.ts";
import type { Resource } from "../template/resource.ts";
import type { World } from "../template/world.ts";
import type { KeptState } from "./kept-state.ts";
import type { SecretStore } from "./secret-store.ts";

/** What the templates' references resolve to on this machine; filled in as the cloud comes up. */
export class LocalWorld implements World {
  readonly storeHost: string;
  readonly #assigned: KeptState;
  readonly #secrets: SecretStore;
  readonly #apiUrls = new Map<string, string>();
  #proxyUrl: string | undefined;
  #emulators: Emulators | undefined;
  #stripeSecret: string | undefined;

  constructor(storeHost: string, assigned: KeptState, secrets: SecretStore) {
    this.storeHost = storeHost;
    this.#assigned = assigned;
    this.#secrets = secrets;
  }

  get proxyUrl(): string {
    if (this.#proxyUrl === undefined) throw new Error("The proxy does not listen yet");
    return this.#proxyUrl;
  }

  set proxyUrl(url: string) {
    this.#proxyUrl = url;
  }

  get emulators(): Emulators {
    if (this.#emulators === undefined) throw new Error("The emulators are not up yet");
    return this.#emulators;
  }

  set emulators(emulators: Emulators) {
    this.#emulators = emulators;
  }

  /** Which secret takes the Stripe double's keys instead of its own value. */
  set stripeSecret(secret: Resource | undefined) {
    this.#stripeSecret = secret?.key;
  }

  apiUrl(apiId: string): string {
    const url = this.#apiUrls.get(apiId);
    if (url === undefined) throw new Error(`The API ${apiId} does not listen yet`);
    return url;
  }

  setApiUrl(apiId: string, url: string): void {
    this.#apiUrls.set(apiId, url);
  }

  postgres(): { readonly host: string; readonly port: number } {
    return this.emulators.postgres;
  }

  issuer(poolId: string): string {
    return this.emulators.cognito.issuer(poolId);
  }

  assigned(resource: Resource, attribute: string): string {
    const value = this.kept(resource, attribute);
    if (value !== undefined) return value;
    throw new Refused(`${resource.cdkPath} has no ${attribute}, or not yet.`);
  }

  /** What was assigned to a resource before, if anything. */
  kept(resource: Resource, attribute: string): string | undefined {
    return this.#assigned.get(`${resource.key}#${attribute}`);
  }

  assign(resource: Resource, attribute: string, value: string): void {
    this.#assigned.set(`${resource.key}#${attribute}`, value);
  }

  secretString(resource: Resource): string {
    if (resource.key === this.#stripeSecret) {
      const { secretKey, webhookSecret } = this.emulators.stripe;
      return JSON.stringify({ secretKey, webhookSecret });
    }
    return this.#secrets.value(resource);
  }
}
