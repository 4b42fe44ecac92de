import type { ShippingMethod } from "./shipping.ts";

/** The workshop's own day; parcels leave at noon there. */
const ZONE = "Europe/Berlin";
const DAY_MS = 86_400_000;

/** Working days on the road: the post takes two to four, the express one. */
const ON_THE_ROAD: Record<ShippingMethod, readonly [number, number]> = {
  standard: [2, 4],
  express: [1, 1],
};

/** Calendar days at noon UTC, so that no time zone moves them. */
export interface Estimate {
  /** The parcel leaves by noon of this day. */
  readonly leavesBy: Date;
  readonly from: Date;
  readonly to: Date;
}

/**
 * When an order that was paid at `paidAt` leaves, and between which days it arrives. Counts Monday
 * to Friday; public holidays are not known here, so it is an estimate and is called one.
 */
export function estimate(paidAt: Date, method: ShippingMethod): Estimate {
  const leavesBy = addWorkingDays(dayOf(paidAt), 1);
  const [from, to] = ON_THE_ROAD[method];
  return { leavesBy, from: addWorkingDays(leavesBy, from), to: addWorkingDays(leavesBy, to) };
}

function dayOf(instant: Date): Date {
  const day = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE }).format(instant);
  return new Date(`${day}T12:00:00Z`);
}

function addWorkingDays(day: Date, count: number): Date {
  let at = day;
  for (let left = count; left > 0; ) {
    at = new Date(at.getTime() + DAY_MS);
    const weekday = at.getUTCDay();
    if (weekday !== 0 && weekday !== 6) left--;
  }
  return at;
}
