import { useSyncExternalStore } from "react";

const never = () => () => undefined;

/**
 * False on the server and until React has taken over. Buttons that need the script stay disabled
 * until then: a form sent by the browser itself would carry what was typed to a page.
 */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
