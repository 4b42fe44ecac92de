import { useStore } from "@nanostores/react";
import { $toasts, dismiss, pause, resume } from "../../stores/toasts.ts";
import { Thumb } from "./figure.tsx";

export function Toasts() {
  const toasts = useStore($toasts);
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
