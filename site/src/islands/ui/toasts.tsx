import { useStored } from "./use-store.ts";
import { useEffect, useRef } from "react";
import { $drawerOpen } from "../../stores/cart.ts";
import { $toasts, dismiss, pause, resume } from "../../stores/toasts.ts";
import { Thumb } from "./figure.tsx";

/** The page's toasts; while the drawer is open they stand in it. */
export function Toasts() {
  return useStored($drawerOpen) ? null : <ToastList />;
}

export function ToastList() {
  const toasts = useStored($toasts);
  const list = useRef<HTMLDivElement>(null);

  // They wait while somebody points at them or has the focus in them.
  useEffect(() => {
    const box = list.current;
    const leaving = new AbortController();
    const { signal } = leaving;
    for (const event of ["pointerenter", "focusin"])
      box?.addEventListener(event, pause, { signal });
    for (const event of ["pointerleave", "focusout"]) {
      box?.addEventListener(event, resume, { signal });
    }
    return () => leaving.abort();
  }, []);

  return (
    <div className="toasts" role="status" aria-live="polite" ref={list}>
      {toasts.map(({ id, text, picture, action }) => (
        <div key={id} className={picture ? "toast" : "toast plain"}>
          {picture && <Thumb url={picture.url} tint={picture.tint} />}
          <span>{text}</span>
          {action && (
            <button
              type="button"
              className="link"
              onClick={() => {
                dismiss(id);
                action.run();
              }}
            >
              {action.label}
            </button>
          )}
        </div>
      ))}
    </div>
  );
}
