import type { ReadableAtom } from "nanostores";
import { useSyncExternalStore } from "react";

/**
 * A store's value, in a component that was first drawn on a server. While React takes over the
 * server's HTML it must see what the server saw: the stores may know the basket already, from this
 * browser's memory, and draw it right after.
 * @param initial what the server saw; stores that are computed have no initial value of their own
 */
export function useStored<Value>(store: ReadableAtom<Value>, ...initial: [Value?]): Value {
  const first = initial.length > 0 ? initial[0] : store.init;
  return useSyncExternalStore(
    (changed) => store.listen(changed),
    () => store.get(),
    // Both are values of this store; the types cannot say that a computed one comes with `initial`.
    () => first as Value,
  );
}
