import { useStored } from "./use-store.ts";
import { $drawerOpen } from "../../stores/cart.ts";
import { $toasts, dismiss, pause, resume } from "../../stores/toasts.ts";
import { Thumb } from "./figure.tsx";

/** The page's toasts; while the drawer is open they stand in it. */
export function Toasts() {
  return useStored($drawerOpen) ? null : <ToastList />;
}

export function ToastList() {
  const toasts = useStored($toasts);
  return (
    <div
      className="toasts"
      role="status"
      aria-live="polite"
      onPointerEnter={pause}
      onPointerLeave={resume}
      onFocus={pause}
      onBlur={resume}
    >
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
