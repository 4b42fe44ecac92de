import { useRef, useState } from "react";
import { type Keys, useKeys } from "./use-keys.ts";

/**
 * J and K through the rows of a table, Enter opens the current one. Gives the index of the current
 * row (-1: none yet) and a ref for the table's body, whose rows carry their link as `a[data-row]`.
 */
export function useRows(length: number, resetKey: string, more: Keys = {}) {
  const [current, setCurrent] = useState(-1);
  const body = useRef<HTMLTableSectionElement>(null);

  // Another list starts without a row.
  const [shown, setShown] = useState(resetKey);
  if (shown !== resetKey) {
    setShown(resetKey);
    setCurrent(-1);
  }

  function move(step: number): void {
    if (length === 0) return;
    const next = Math.min(Math.max(current + step, 0), length - 1);
    setCurrent(next);
    const row = body.current?.rows[next];
    row?.scrollIntoView({ block: "nearest" });
    // The link takes the focus, so that screen readers follow and Enter is the browser's own.
    row?.querySelector<HTMLAnchorElement>("a[data-row]")?.focus({ preventScroll: true });
  }

  useKeys({
    j: () => move(1),
    k: () => move(current < 0 ? 1 : -1),
    Enter: () =>
      body.current?.rows[current]?.querySelector<HTMLAnchorElement>("a[data-row]")?.click(),
    ...more,
  });
  return { current, setCurrent, body } as const;
}
