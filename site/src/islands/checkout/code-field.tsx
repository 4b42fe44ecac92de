import { type SubmitEvent, useState } from "react";
import { price } from "../../format.ts";
import { $cart } from "../../stores/cart.ts";
import { $codeBusy, $codeProblem, applyCode, removeCode } from "../../stores/promotion-code.ts";
import { Icon } from "../ui/icon.tsx";
import { useStored } from "../ui/use-store.ts";

/** A code to be typed, and the codes that are in the basket, each with what it does. */
export function CodeField() {
  const cart = useStored($cart);
  const busy = useStored($codeBusy);
  const problem = useStored($codeProblem);
  const [typed, setTyped] = useState("");
  const codes = cart?.promotions.flatMap((one) =>
    one.code === null ? [] : [{ ...one, code: one.code }],
  );

  async function apply(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    if (await applyCode(typed)) setTyped("");
  }

  return (
    <div className="codes">
      <form className="code" noValidate onSubmit={(event) => void apply(event)}>
        <div className={problem ? "fld bad" : "fld"}>
          <label htmlFor="code" className="sr">
            Code
          </label>
          <input
            id="code"
            className="field"
            placeholder="Code"
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={64}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            aria-invalid={problem ? true : undefined}
            aria-describedby={problem ? "code-wrong" : undefined}
          />
        </div>
        <button type="submit" className="btn btn-line btn-s" aria-disabled={busy}>
          Apply
        </button>
      </form>
      {problem && (
        <p className="wrong" id="code-wrong" role="alert">
          <Icon name="alert" />
          {problem}
        </p>
      )}
      {codes && codes.length > 0 && (
        <ul>
          {codes.map(({ code, title, amount, problem: why }) => (
            <li key={code}>
              <button
                type="button"
                className="chip on"
                aria-label={`Take ${code} out`}
                onClick={() => void removeCode(code)}
              >
                {code}
                <Icon name="cross" />
              </button>
              <span className={why ? "hint low sm" : "quiet sm"}>
                {why ?? `${title}: ${price(amount)} off`}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
