import type { EventRule } from "../seams.ts";
import { matchesPattern } from "./filter-pattern.ts";
import type { SourceContext } from "./source.ts";
import { sendToTarget } from "./targets.ts";

/** An event as rules see it. */
export interface BusEvent {
  readonly source: string;
  readonly "detail-type": string;
  readonly detail: object;
}

/** Sends events, one after the other, to the targets of the rules whose pattern they match. */
export function publish(
  events: readonly BusEvent[],
  rules: readonly EventRule[],
  context: SourceContext,
): void {
  context.activity
    .track(async () => {
      for (const event of events) {
        for (const { enabled, pattern, targetArn, inputPath } of rules) {
          if (!enabled || !matchesPattern(pattern, event)) continue;
          await sendToTarget(targetArn, part(event, inputPath), context);
        }
      }
    })
    .catch((error: unknown) => context.log(`Event bus: ${String(error)}`));
}

/** `$.detail` of an event; JSONPath beyond names is not emulated. */
function part(event: BusEvent, path = "$"): unknown {
  return path
    .split(".")
    .slice(1)
    .reduce<unknown>(
      (at, name) => (typeof at === "object" && at !== null ? Reflect.get(at, name) : undefined),
      event,
    );
}
