import { count } from "../../format.ts";

const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const dayOfYear = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
});
const minute = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const second = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

/** "22 Nov, 16:58", with the year where it is not this one. The reader's own time zone. */
export function dateAndTime(iso: string, now: Date): string {
  const date = new Date(iso);
  const dayPart = date.getFullYear() === now.getFullYear() ? day : dayOfYear;
  return `${dayPart.format(date)}, ${minute.format(date)}`;
}

/** For a timeline: "16:58:41" on the day itself, else "22 Nov, 16:58". */
export function moment(iso: string, now: Date): string {
  const date = new Date(iso);
  return date.toDateString() === now.toDateString() ? second.format(date) : dateAndTime(iso, now);
}

/** "16:58" */
export function timeOfDay(date: Date): string {
  return minute.format(date);
}

/** The exact range of a page: "21–40 of 143". */
export function range(page: number, limit: number, total: number): string {
  if (total === 0) return "0 of 0";
  const first = (page - 1) * limit + 1;
  const last = Math.min(page * limit, total);
  return `${count(first)}–${count(last)} of ${count(total)}`;
}
