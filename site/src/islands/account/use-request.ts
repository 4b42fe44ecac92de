import { useState } from "react";
import { ApiError } from "../../api/client.ts";
import { accountMessage } from "../../stores/session.ts";

/** One form that sends one request: busy while it runs, and what came back when it was refused. */
export function useRequest() {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<{ code: string; text: string } | null>(null);
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});

  /** Runs `work`. Gives whether it went well; never rejects. */
  async function run(work: () => Promise<void>): Promise<boolean> {
    if (busy) return false;
    setBusy(true);
    setRefusal(null);
    setProblems({});
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) {
        setRefusal({ code: "INTERNAL_ERROR", text: "That is our fault. Try again." });
        return false;
      }
      const fields = error.details.map(({ field, message }) => [field, message]);
      setProblems(Object.fromEntries(fields));
      if (fields.length === 0) setRefusal({ code: error.code, text: accountMessage(error) });
      return false;
    } finally {
      setBusy(false);
    }
  }

  return { busy, refusal, problems, setProblems, run };
}

/** Puts the focus on the first field that is marked as wrong, once it is drawn. */
export function focusFirstProblem(form: HTMLFormElement): void {
  requestAnimationFrame(() => {
    form.querySelector<HTMLElement>("[aria-invalid=true], [role=alert]")?.focus();
  });
}
