import { useEffect, useRef } from "react";

/** Keys by `KeyboardEvent.key`, letters in lower case. */
export type Keys = Readonly<Record<string, () => void>>;

const TYPING = "input, select, textarea, [contenteditable]";

/**
 * Single keys for the whole page. They rest while someone types, holds a modifier, or has a dialog
 * open; Enter rests on links and buttons, which have a meaning for it already.
 */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const target = event.target instanceof Element ? event.target : null;
      if (target?.closest(TYPING) || document.querySelector("dialog[open]")) return;
      if (event.key === "Enter" && target?.closest("a, button")) return;
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      const action = latest.current[key];
      if (action === undefined) return;
      event.preventDefault();
      action();
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}
