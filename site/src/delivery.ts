import { type Estimate, estimate } from "#domain/delivery";
import { days, weekday } from "./format.ts";

/** "Includes 19% VAT", or "19% VAT" where it is added. */
export function taxName(percent: number, included: boolean): string {
  return `${included ? "Includes " : ""}${percent}% VAT`;
}

/** "25 to 27 November", or "on 24 November" where it is one day. */
export function arrivalDays({ from, to }: Estimate): string {
  return from.getTime() === to.getTime() ? `on ${days(from, to)}` : days(from, to);
}

/** What a product page promises at `now`: "Leaves tomorrow, with you 25 to 27 November". */
export function promise(now: Date): string {
  const coming = estimate(now, "standard");
  const hours = (coming.leavesBy.getTime() - now.getTime()) / 3_600_000;
  // Leaves by noon of a day: within 36 hours that is tomorrow at the latest.
  const leaves = hours < 36 ? "tomorrow" : `on ${weekday(coming.leavesBy)}`;
  return `Leaves ${leaves}, with you ${arrivalDays(coming)}`;
}
