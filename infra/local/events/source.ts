import type { Invoke } from "../seams.ts";
import type { Activity } from "./activity.ts";

/** What every event source works with. */
export interface SourceContext {
  readonly stateDir: string;
  readonly sqsUrl: string;
  readonly dynamodbUrl: string;
  readonly invoke: Invoke;
  readonly activity: Activity;
  readonly log: (line: string) => void;
}

/** One mapping at work. */
export interface EventSource {
  /** True when nothing waits at the source: asked while nothing of it runs. */
  isDrained(): Promise<boolean>;
  /** Begins no further batch; what runs may finish, or be abandoned with the process. */
  stop(): void;
}
