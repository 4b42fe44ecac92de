import type { SdkCall } from "../iam/calls/call.ts";
import type { JsonObject } from "../template/json.ts";

/** A call that IAM allowed and that is about to reach its emulator. */
export interface ObservedCall extends SdkCall {
  readonly functionName: string;
  /** The construct path of the calling function. */
  readonly cdkPath: string;
  /** Lambda's request id of the invocation that calls; undefined for unsigned calls. */
  readonly requestId?: string;
  /** ARNs that the call touches. */
  readonly resources: readonly string[];
}

/** What a test makes happen to a call. */
export interface Fault {
  /** An error code of the service, such as `TransactionCanceledException`. */
  readonly code?: string;
  readonly message?: string;
  readonly status?: number;
  /** Further members of the error, such as `CancellationReasons`. */
  readonly fields?: JsonObject;
  /** `after` lets the emulator do the work and loses its answer. Default `before`. */
  readonly when?: "before" | "after";
  /** Ends the calling worker instead of answering, as when a function dies. */
  readonly kill?: boolean;
  readonly delayMs?: number;
}

/** A hook that only records returns nothing. */
export type CallHook = (call: ObservedCall) => Fault | void | Promise<Fault | void>;

/** The hooks in force, asked in order; the first fault is taken. */
export class CallHooks {
  readonly #hooks = new Set<CallHook>();

  /** @returns takes the hook away again */
  add(hook: CallHook): () => void {
    this.#hooks.add(hook);
    return () => this.#hooks.delete(hook);
  }

  get any(): boolean {
    return this.#hooks.size > 0;
  }

  async ask(call: ObservedCall): Promise<Fault | undefined> {
    for (const hook of this.#hooks) {
      const fault = await hook(call);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }
}
