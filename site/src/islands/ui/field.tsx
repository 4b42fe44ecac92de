import type { InputHTMLAttributes, ReactNode } from "react";
import { Icon } from "./icon.tsx";

interface Shell {
  id: string;
  label: string;
  note?: string | undefined;
  problem?: string | undefined;
  /** How much of the row: t is two sixths, f four, half three. */
  part?: "t" | "f" | "half";
}

/** The label above, the note or what is wrong below, both tied to the field. */
export function Fld({ id, label, note, problem, part, children }: Shell & { children: ReactNode }) {
  return (
    <div className={["fld", part, problem && "bad"].filter(Boolean).join(" ")}>
      <label htmlFor={id}>{label}</label>
      {children}
      {problem ? (
        <span className="wrong" id={`${id}-wrong`}>
          <Icon name="alert" />
          {problem}
        </span>
      ) : (
        note && (
          <span className="note" id={`${id}-note`}>
            {note}
          </span>
        )
      )}
    </div>
  );
}

/** What ties a field to its message. */
export function described(id: string, note: string | undefined, problem: string | undefined) {
  return {
    id,
    "aria-invalid": problem ? true : undefined,
    "aria-describedby": problem ? `${id}-wrong` : note ? `${id}-note` : undefined,
  };
}

type InputProps = Shell & Omit<InputHTMLAttributes<HTMLInputElement>, "id">;

export function TextField({ id, label, note, problem, part, ...input }: InputProps) {
  return (
    <Fld id={id} label={label} note={note} problem={problem} {...(part ? { part } : {})}>
      <input className="field" {...input} {...described(id, note, problem)} />
    </Fld>
  );
}
