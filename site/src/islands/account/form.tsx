import { type SubmitEvent, type ReactNode } from "react";
import { SunButton } from "../ui/button.tsx";
import { TextField } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import { focusFirstProblem, useRequest } from "./use-request.ts";

interface FieldSpec {
  name: string;
  label: string;
  type?: "email" | "password" | "text";
  autoComplete: string;
  note?: string;
  inputMode?: "numeric";
  maxLength?: number;
  initial?: string;
  /** Says what is wrong with what was typed, before it is sent. */
  check?: (value: string) => string | undefined;
}

interface Props {
  fields: readonly FieldSpec[];
  submit: string;
  busy: string;
  send: (values: Readonly<Record<string, string>>) => Promise<void>;
  /** A way out beside a refusal, by its code. */
  help?: Readonly<Record<string, ReactNode>>;
  children?: ReactNode;
}

/** Every account form: fields one below the other, one button, and errors where they belong. */
export function AccountForm({ fields, submit, busy, send, help, children }: Props) {
  const request = useRequest();
  async function onSubmit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    // What the browser filled in, or somebody typed before React was there, is in the form alone.
    const typed = new FormData(form);
    const values = Object.fromEntries(fields.map(({ name }) => [name, textOf(typed.get(name))]));
    const found = fields.flatMap(({ name, label, check }) => {
      const value = values[name] ?? "";
      const problem = value === "" ? `${label} is missing.` : check?.(value);
      return problem ? [[name, problem] as const] : [];
    });
    if (found.length > 0) request.setProblems(Object.fromEntries(found));
    else if (await request.run(() => send(values))) return;
    focusFirstProblem(form);
  }

  return (
    <form
      className="form narrow"
      method="post"
      noValidate
      onSubmit={(event) => void onSubmit(event)}
    >
      {fields.map(({ check: _, initial, ...field }) => (
        <TextField
          key={field.name}
          id={field.name}
          {...field}
          defaultValue={initial}
          problem={request.problems[field.name]}
          required
        />
      ))}
      {request.refusal && (
        <div className="alert" role="alert" tabIndex={-1}>
          <Icon name="alert" />
          <div>
            {request.refusal.text} {help?.[request.refusal.code]}
          </div>
        </div>
      )}
      <SunButton type="submit" size="wide" busy={request.busy} busyLabel={busy}>
        {submit}
      </SunButton>
      {children}
    </form>
  );
}

function textOf(value: FormDataEntryValue | null): string {
  return typeof value === "string" ? value : "";
}

export const checkEmail = (value: string) =>
  /^\S+@\S+\.\S+$/.test(value) ? undefined : "An e-mail address reads name@example.com.";
export const checkPassword = (value: string) =>
  value.length < 8 ? "At least 8 characters." : undefined;
export const checkCode = (value: string) =>
  /^\s*\d{6}\s*$/.test(value) ? undefined : "The code has six digits.";
