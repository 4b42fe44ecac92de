import { type ReactNode, useId } from "react";
import { Icon } from "./icon.tsx";

export interface Control {
  readonly id: string;
  readonly "aria-invalid": true | undefined;
  readonly "aria-describedby": string | undefined;
}

/** Label above, note below; an error takes the note's place and is tied to the control. */
export function Field({
  label,
  note,
  error,
  children,
}: {
  label: ReactNode;
  note?: ReactNode;
  error?: string | undefined;
  children: (control: Control) => ReactNode;
}) {
  const id = useId();
  const below = error ?? note;
  return (
    <div className={error ? "fld bad" : "fld"}>
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        "aria-invalid": error ? true : undefined,
        "aria-describedby": below === undefined ? undefined : `${id}-note`,
      })}
      {below !== undefined && (
        <p id={`${id}-note`} className="note">
          {error && <Icon name="alert" />}
          <span>{below}</span>
        </p>
      )}
    </div>
  );
}
