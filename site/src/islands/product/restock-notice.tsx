import { type SubmitEvent, useState } from "react";
import { ApiError, call } from "../../api/client.ts";
import { TextField } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import { useHydrated } from "../ui/use-hydrated.ts";

interface Props {
  readonly sku: string;
  /** It came in meanwhile: the page shows it as it is. */
  readonly onBack: () => void;
}

/** For what is sold out: one mail when it is there again. */
export function RestockNotice({ sku, onBack }: Props) {
  const [email, setEmail] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [told, setTold] = useState<string>();
  const ready = useHydrated();

  async function ask(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const { data } = await call("POST /restock-notices", { body: { sku, email: email.trim() } });
      setTold(data.email);
    } catch (error) {
      const known = error instanceof ApiError ? error : undefined;
      if (known?.code === "IN_STOCK") onBack();
      setProblem(known?.details[0]?.message ?? known?.message ?? "That is our fault. Try again.");
    } finally {
      setBusy(false);
    }
  }

  if (told !== undefined) {
    return (
      <p className="tell done" role="status">
        <Icon name="tick" />
        <span>
          We write to <b>{told}</b> once it is back. One mail, then we forget the address.
        </span>
      </p>
    );
  }
  return (
    <form className="tell" noValidate onSubmit={(event) => void ask(event)}>
      <TextField
        id="tell-email"
        label="Tell me when it is back"
        note="One mail, nothing else."
        type="email"
        autoComplete="email"
        inputMode="email"
        placeholder="Email"
        maxLength={254}
        value={email}
        problem={problem}
        onChange={(event) => setEmail(event.target.value)}
      />
      <button type="submit" className="btn btn-line" aria-disabled={busy || !ready}>
        Tell me
      </button>
    </form>
  );
}
