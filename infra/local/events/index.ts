import { setTimeout as sleep } from "node:timers/promises";
import type {
  Declared,
  EventSourceMapping,
  EventSourceOptions,
  StartEventSources,
} from "../seams.ts";
import { Activity } from "./activity.ts";
import { notifyOfChange } from "./bucket-notifications.ts";
import { publish } from "./event-bus.ts";
import { eventsOf } from "./mail-events.ts";
import { startQueueSource } from "./queue-source.ts";
import { startScheduler } from "./scheduler.ts";
import type { EventSource, SourceContext } from "./source.ts";
import { startStreamSource } from "./stream-source.ts";

/** Starts what drains the stores into functions: queues, streams, schedules, events of buckets and of SES. */
export const startEventSources: StartEventSources = async (options) => {
  const context = contextOf(options);
  const sources = new Map<string, { readonly mapping: string; readonly source: EventSource }>();
  let declared: Declared = options;

  const apply = (mappings: readonly EventSourceMapping[]) => {
    const wanted = new Map(
      mappings.filter(({ enabled }) => enabled).map((mapping) => [mapping.id, mapping]),
    );
    for (const [id, running] of sources) {
      const mapping = wanted.get(id);
      if (mapping && JSON.stringify(mapping) === running.mapping) continue;
      running.source.stop();
      sources.delete(id);
    }
    for (const [id, mapping] of wanted) {
      if (sources.has(id)) continue;
      const source =
        mapping.kind === "sqs"
          ? startQueueSource(mapping, context)
          : startStreamSource(mapping, context);
      sources.set(id, { mapping: JSON.stringify(mapping), source });
    }
  };
  apply(options.mappings);
  const scheduler = startScheduler(options.schedules, context);

  return {
    async idle() {
      const { activity } = context;
      for (;;) {
        const { begun } = activity;
        const drained =
          activity.running === 0 &&
          (await every([...sources.values()], ({ source }) => source.isDrained()));
        if (drained && activity.running === 0 && activity.begun === begun) return;
        await sleep(50);
      }
    },
    objectChanged: (change) => notifyOfChange(declared.notifications, change, context),
    mailAccepted(mail) {
      const { mailDestinations = [], rules = [] } = declared;
      publish(eventsOf(mail, mailDestinations), rules, context);
    },
    fire: (scheduleId) => scheduler.fire(scheduleId),
    async update(next) {
      declared = next;
      apply(next.mappings);
      scheduler.update(next.schedules);
    },
    async close() {
      scheduler.stop();
      for (const { source } of sources.values()) source.stop();
      sources.clear();
    },
  };
};

function contextOf(options: EventSourceOptions): SourceContext {
  const { stateDir, sqsUrl, dynamodbUrl, invoke, onLog } = options;
  const log = (line: string) => onLog?.(line);
  return { stateDir, sqsUrl, dynamodbUrl, invoke, log, activity: new Activity() };
}

async function every<Item>(items: readonly Item[], test: (item: Item) => Promise<boolean>) {
  for (const item of items) if (!(await test(item))) return false;
  return true;
}
