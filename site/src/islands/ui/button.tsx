import type { ButtonHTMLAttributes, ReactNode } from "react";

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: "sun" | "ink" | "line";
  size?: "s" | "wide";
  /** While it works it says this and keeps its width. */
  busyLabel?: string;
  busy?: boolean;
  children: ReactNode;
}

export function Button({
  kind = "sun",
  size,
  busy = false,
  busyLabel,
  children,
  type = "button",
  ...rest
}: Props) {
  const names = ["btn", `btn-${kind}`, size && `btn-${size}`, busyLabel && "busy"];
  return (
    <button
      className={names.filter(Boolean).join(" ")}
      type={type}
      aria-disabled={busy || undefined}
      {...rest}
      {...(busy ? { onClick: undefined } : {})}
    >
      {busyLabel ? (
        <>
          <span hidden={busy}>{children}</span>
          <span hidden={!busy}>{busyLabel}</span>
        </>
      ) : (
        children
      )}
    </button>
  );
}
