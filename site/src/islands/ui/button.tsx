import type { ButtonHTMLAttributes, ReactNode } from "react";
import { useHydrated } from "./use-hydrated.ts";

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  size?: "wide";
  /** While it works it says this and keeps its width. */
  busyLabel: string;
  busy: boolean;
  children: ReactNode;
}

/** The one yellow button of a view. */
export function SunButton({ size, busy, busyLabel, children, disabled, type, ...rest }: Props) {
  const waiting = !useHydrated();
  return (
    <button
      {...rest}
      className={`btn btn-sun busy${size ? ` btn-${size}` : ""}`}
      type={type === "submit" ? "submit" : "button"}
      aria-busy={busy}
      disabled={disabled === true || waiting}
      data-waiting={waiting || undefined}
    >
      <span hidden={busy}>{children}</span>
      <span hidden={!busy}>{busyLabel}</span>
    </button>
  );
}
