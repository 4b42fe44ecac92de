/** What the cloud and a function's worker tell one another. Events and results travel as JSON text. */

export interface WorkerSettings {
  /** The bundle's file, and the name it exports its handler under. */
  readonly module: string;
  readonly exportName: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMb: number;
}

export interface InvokeMessage {
  readonly requestId: string;
  readonly event: string;
  /** Milliseconds since the epoch at which the function times out. */
  readonly deadline: number;
}

/** An error as Lambda reports it. */
export interface ReportedError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

export type WorkerMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "done"; readonly requestId: string; readonly payload: string }
  | { readonly kind: "failed"; readonly requestId?: string; readonly error: ReportedError };
