import { useState } from "react";

/** The time at which a component was first shown: near enough for "today" and "this year". */
export function useNow(): Date {
  const [now] = useState(() => new Date());
  return now;
}
