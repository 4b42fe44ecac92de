import { randomUUID } from "node:crypto";
import { isRecord } from "../aws-json.ts";
import { ACCOUNT_ID, REGION, type Schedule } from "../seams.ts";
import { parseSchedule } from "./schedule-expression.ts";
import type { SourceContext } from "./source.ts";
import { sendToTarget } from "./targets.ts";

/** Fires schedules at the minutes that they name. */
export interface Scheduler {
  fire(scheduleId: string): Promise<void>;
  update(schedules: readonly Schedule[]): void;
  stop(): void;
}

/** Looks at every schedule once a minute, at its start; rates count from now. */
export function startScheduler(
  initial: readonly Schedule[],
  context: SourceContext,
  began = new Date(),
): Scheduler {
  let schedules = prepare(initial, context);
  let timer: NodeJS.Timeout;
  const send = (schedule: Schedule) =>
    context.activity
      .track(() => sendToTarget(schedule.targetArn, eventOf(schedule, new Date()), context))
      .catch((error: unknown) => context.log(`Schedule ${schedule.id}: ${String(error)}`));
  const tick = () => {
    const minute = new Date(Math.floor(Date.now() / 60_000) * 60_000);
    for (const { schedule, isDue } of schedules) if (isDue(minute, began)) void send(schedule);
    sleepUntilNextMinute();
  };
  const sleepUntilNextMinute = () => {
    timer = setTimeout(tick, 60_000 - (Date.now() % 60_000) + 5);
    timer.unref();
  };
  sleepUntilNextMinute();
  return {
    async fire(scheduleId) {
      const found = schedules.find(({ schedule }) => schedule.id === scheduleId);
      if (!found) throw new Error(`There is no schedule ${scheduleId}`);
      await send(found.schedule);
    },
    update: (next) => {
      schedules = prepare(next, context);
    },
    stop: () => clearTimeout(timer),
  };
}

/** A schedule that cannot be read is said once and never fires; the others do. */
function prepare(schedules: readonly Schedule[], { log }: SourceContext) {
  return schedules.map((schedule) => {
    let isDue: (minute: Date, began: Date) => boolean = () => false;
    try {
      const parsed = parseSchedule(schedule.expression, schedule.timezone);
      if (schedule.enabled) isDue = parsed;
    } catch (error) {
      log(`Schedule ${schedule.id} will not fire: ${String(error)}`);
    }
    return { schedule, isDue };
  });
}

/** Its own input, with Scheduler's placeholder for the time filled in, or EventBridge's event. */
function eventOf({ id, input }: Schedule, now: Date): unknown {
  if (input !== undefined) return withScheduledTime(input, now.toISOString());
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": "Scheduled Event",
    source: "aws.events",
    account: ACCOUNT_ID,
    time: `${now.toISOString().slice(0, 19)}Z`,
    region: REGION,
    resources: [`arn:aws:events:${REGION}:${ACCOUNT_ID}:rule/${id}`],
    detail: {},
  };
}

function withScheduledTime(input: unknown, time: string): unknown {
  if (typeof input === "string") return input.replaceAll("<aws.scheduler.scheduled-time>", time);
  if (Array.isArray(input)) return input.map((each) => withScheduledTime(each, time));
  if (!isRecord(input)) return input;
  return Object.fromEntries(
    Object.entries(input).map(([key, value]) => [key, withScheduledTime(value, time)]),
  );
}
