const UNIT_MINUTES: Record<string, number> = { minute: 1, hour: 60, day: 1_440 };
const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
/** AWS counts Sunday as 1. */
const WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** A moment on the clock of some time zone. */
interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
}

/**
 * Decides, once a minute, whether a schedule fires.
 * @param expression `rate(5 minutes)`, `cron(0 3 ? * MON *)` or `at(2026-12-24T18:00:00)`
 * @param timezone an IANA name, for `cron` and `at`
 * @returns a function of the minute in question and the minute in which the schedule began
 * @throws Error when the expression is not one of EventBridge's
 */
export function parseSchedule(
  expression: string,
  timezone: string,
): (minute: Date, began: Date) => boolean {
  const [, kind = "", content = ""] = /^(rate|cron|at)\((.*)\)$/.exec(expression.trim()) ?? [];
  switch (kind) {
    case "rate":
      return parseRate(content, expression);
    case "cron":
      return parseCron(content, expression, timezone);
    case "at":
      return (minute) => localText(localTime(minute, timezone)) === content.trim().slice(0, 16);
    default:
      throw new Error(`Not a schedule: ${expression}`);
  }
}

function parseRate(content: string, expression: string) {
  const [, count = "", unit = ""] = /^(\d+) (minute|hour|day)s?$/.exec(content.trim()) ?? [];
  const period = Number(count) * (UNIT_MINUTES[unit] ?? 0);
  if (period <= 0) throw new Error(`Not a rate: ${expression}`);
  return (minute: Date, began: Date) => {
    const elapsed = Math.floor(minute.getTime() / 60_000) - Math.floor(began.getTime() / 60_000);
    return elapsed > 0 && elapsed % period === 0;
  };
}

function parseCron(content: string, expression: string, timezone: string) {
  const fields = content.trim().split(/\s+/);
  const [minutes = "", hours = "", days = "", months = "", weekdays = "", years = ""] = fields;
  if (fields.length !== 6 || (days !== "?" && weekdays !== "?")) {
    throw new Error(`Not a cron expression of EventBridge: ${expression}`);
  }
  return (minute: Date) => {
    const at = localTime(minute, timezone);
    return (
      matchesField(minutes, at.minute, 0, 59) &&
      matchesField(hours, at.hour, 0, 23) &&
      matchesField(months, at.month, 1, 12, MONTHS) &&
      matchesField(years, at.year, 1970, 2199) &&
      (days === "?" || days.split(",").some((part) => matchesDay(part, at))) &&
      (weekdays === "?" || weekdays.split(",").some((part) => matchesWeekday(part, at)))
    );
  };
}

/** `*`, `5`, `1-5`, `0/15`, every 15th, `MON-FRI`, and lists of them. */
function matchesField(
  field: string,
  value: number,
  lowest: number,
  highest: number,
  names: readonly string[] = [],
): boolean {
  return field.split(",").some((part) => {
    const [range = "", step] = part.split("/");
    const number = (text: string) => {
      const named = names.indexOf(text.toUpperCase());
      const parsed = named >= 0 ? named + lowest : Number(text);
      if (!Number.isInteger(parsed)) throw new Error(`Not a cron field: ${field}`);
      return parsed;
    };
    const [first = "", last] = range.split("-");
    const from = range === "*" ? lowest : number(first);
    const to = last !== undefined ? number(last) : range === "*" || step ? highest : from;
    return value >= from && value <= to && (value - from) % (step ? Number(step) : 1) === 0;
  });
}

/** Beside the usual, `L` for the month's last day and `15W` for the weekday next to the 15th. */
function matchesDay(part: string, at: LocalTime): boolean {
  const last = new Date(Date.UTC(at.year, at.month, 0)).getUTCDate();
  if (part === "L") return at.day === last;
  if (!part.endsWith("W")) return matchesField(part, at.day, 1, 31);
  const wanted = part === "LW" ? last : Math.min(Number(part.slice(0, -1)), last);
  const weekday = new Date(Date.UTC(at.year, at.month - 1, wanted)).getUTCDay();
  const shift =
    weekday === 6 ? (wanted === 1 ? 2 : -1) : weekday === 0 ? (wanted === last ? -2 : 1) : 0;
  return at.day === wanted + shift;
}

/** Beside the usual, `6L` for the month's last Friday and `3#2` for its second Tuesday. */
function matchesWeekday(part: string, at: LocalTime): boolean {
  const last = new Date(Date.UTC(at.year, at.month, 0)).getUTCDate();
  if (part === "L") return at.weekday === 7;
  const [name = "", nth] = part.split("#");
  if (nth) return matchesField(name, at.weekday, 1, 7, WEEKDAYS) && Math.ceil(at.day / 7) === +nth;
  if (/^(\d|\w{3})L$/.test(part)) {
    return matchesField(part.slice(0, -1), at.weekday, 1, 7, WEEKDAYS) && at.day > last - 7;
  }
  return matchesField(part, at.weekday, 1, 7, WEEKDAYS);
}

function localTime(date: Date, timeZone: string): LocalTime {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    hourCycle: "h23",
  });
  const parts = new Map(format.formatToParts(date).map((part) => [part.type, Number(part.value)]));
  const get = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const [year, month, day] = [get("year"), get("month"), get("day")];
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
  return { year, month, day, weekday, hour: get("hour"), minute: get("minute") };
}

function localText({ year, month, day, hour, minute }: LocalTime): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`;
}
