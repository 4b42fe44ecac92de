import { useEffect } from "react";
import type { ApiError } from "../../api/client.ts";

/** "One field needs another look.", "3 fields need another look." */
export function anotherLook(count: number): string {
  return `${count === 1 ? "One field needs" : `${count} fields need`} another look.`;
}

interface Props {
  /** By field: what is wrong with it. A new object for each attempt. */
  errors: Readonly<Partial<Record<string, string>>>;
  failure: ApiError | undefined;
  /** What to say where somebody else saved in between; undefined where nobody did. */
  newer: string | undefined;
  onReload: () => void;
}

/** Why a form was not saved, above it. The first field at fault takes the focus. */
export function FormFailure({ errors, failure, newer, onReload }: Props) {
  const wrong = Object.keys(errors).length;
  useEffect(() => {
    if (Object.keys(errors).length === 0) return;
    document.querySelector<HTMLElement>("main [aria-invalid]")?.focus();
  }, [errors]);
  if (newer !== undefined) {
    return (
      <p className="wrong" role="alert">
        {newer}{" "}
        <button type="button" className="link" onClick={onReload}>
          Load theirs
        </button>
      </p>
    );
  }
  if (wrong === 0 && failure === undefined) return null;
  return (
    <p className="wrong" role="alert">
      {wrong > 0 ? anotherLook(wrong) : failure?.message}
    </p>
  );
}
