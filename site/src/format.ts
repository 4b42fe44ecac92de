/** How the shop writes amounts, numbers and days. English, euros, the same on every machine. */
const euros = new Intl.NumberFormat("en", { style: "currency", currency: "EUR" });
const whole = new Intl.NumberFormat("en");
// Days of delivery are noon in UTC, so that no time zone moves them.
const dayAndMonth = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "long",
  timeZone: "UTC",
});
const dayOfWeek = new Intl.DateTimeFormat("en-GB", { weekday: "long", timeZone: "UTC" });
const fullDay = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "long",
  year: "numeric",
});

/** Major units, as they go over the wire: 24 → "€24.00". */
export function price(amount: number): string {
  return euros.format(amount);
}

/** For chips: 15 → "€15", 15.5 → "€15.50". */
export function shortPrice(amount: number): string {
  return Number.isInteger(amount) ? `€${whole.format(amount)}` : price(amount);
}

/** What delivery costs: 0 → "Free", 4.9 → "€4.90". */
export function fee(amount: number): string {
  return amount === 0 ? "Free" : price(amount);
}

/** 1004 → "1,004". */
export function count(value: number): string {
  return whole.format(value);
}

/** 3, "figurine" → "3 figurines". */
export function pieces(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** A figurine's number: 11 → "No. 0011". */
export function figurineNumber(value: number): string {
  return `No. ${String(value).padStart(4, "0")}`;
}

/** 24, 32 → 25: how many percent less than before, rounded down so that it never promises more. */
export function reduction(now: number, before: number): number {
  return Math.floor(((before - now) / before) * 100 + 1e-9);
}

const dayAndTime = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "long",
  hour: "2-digit",
  minute: "2-digit",
});

/** An ISO 8601 time → "23 November at 16:58", in the reader's own time zone. */
export function moment(iso: string): string {
  return dayAndTime.format(new Date(iso));
}

/** An ISO 8601 time → "23 November 2026", in the reader's own time zone. */
export function day(iso: string): string {
  return fullDay.format(new Date(iso));
}

/** "Monday". */
export function weekday(date: Date): string {
  return dayOfWeek.format(date);
}

/** Two days → "25 to 27 November", "30 November to 2 December", or one day "24 November". */
export function days(from: Date, to: Date): string {
  const [first, last] = [dayAndMonth.format(from), dayAndMonth.format(to)];
  if (first === last) return first;
  return from.getUTCMonth() === to.getUTCMonth()
    ? `${from.getUTCDate()} to ${last}`
    : `${first} to ${last}`;
}

/** "9 cm", or "Red, 9 cm" where a product has more than one option; "" where it has none. */
export function options(chosen: Readonly<Record<string, string>>): string {
  return Object.values(chosen).join(", ");
}

/** "Maren Holt" → "Maren". */
export function firstName(name: string): string {
  return name.trim().split(/\s+/)[0] ?? "";
}
