import type { InputHTMLAttributes } from "react";
import { Field } from "./field.tsx";
import type { DraftErrors, PromotionDraft } from "./promotion-draft.ts";

type TextName = {
  [Name in keyof PromotionDraft]: PromotionDraft[Name] extends boolean ? never : Name;
}[keyof PromotionDraft];

interface Props {
  draft: PromotionDraft;
  errors: DraftErrors;
  /** A code is for good: people have it. */
  codeFixed: boolean;
  onChange: (change: Partial<PromotionDraft>) => void;
}

/** The fields of a promotion: what it does, for what, when, and how often. */
export function PromotionFields({ draft, errors, codeFixed, onChange }: Props) {
  const text = (
    name: TextName,
    label: string,
    note: string | undefined,
    field: string,
    more: InputHTMLAttributes<HTMLInputElement> = {},
  ) => (
    <div className="half">
      <Field label={label} note={note} error={errorOf(errors, field)}>
        {(control) => (
          <input
            {...control}
            {...more}
            className="field"
            value={draft[name]}
            autoComplete="off"
            onChange={(event) => onChange({ [name]: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
  const check = (name: "automatic" | "combines" | "active", label: string, disabled = false) => (
    <label className="check">
      <input
        type="checkbox"
        checked={draft[name]}
        disabled={disabled}
        onChange={(event) => onChange({ [name]: event.target.checked })}
      />
      {label}
    </label>
  );
  return (
    <>
      {text("title", "Title", "As shoppers read it in their basket.", "title", { maxLength: 80 })}
      {draft.automatic ? (
        <div className="half" />
      ) : (
        text("code", "Code", codeFixed ? "Stays as it is." : undefined, "code", {
          disabled: codeFixed,
          maxLength: 64,
        })
      )}
      {check("automatic", "Applies by itself, without a code", codeFixed)}
      <div className="half">
        <Field label="What it does" error={errorOf(errors, "effect.kind")}>
          {(control) => (
            <select
              {...control}
              className="field select"
              value={draft.kind}
              onChange={({ target: { value } }) =>
                onChange({ kind: value === "amount" || value === "shipping" ? value : "percent" })
              }
            >
              <option value="percent">Percent off</option>
              <option value="amount">Amount off</option>
              <option value="shipping">Free delivery</option>
            </select>
          )}
        </Field>
      </div>
      {draft.kind === "shipping" ? (
        <div className="half" />
      ) : (
        text(
          "value",
          draft.kind === "percent" ? "Percent" : "Amount, €",
          undefined,
          draft.kind === "percent" ? "effect.percent" : "effect.amount",
          { inputMode: "decimal" },
        )
      )}
      {text("minimum", "From goods worth, €", "Before discounts; empty for any.", "minimum", {
        inputMode: "decimal",
      })}
      <div className="half" />
      {text(
        "categories",
        "Only these shelves",
        "Their addresses, such as birds, mammals.",
        "categories",
      )}
      {text("products", "Only these products", "Their ids, prod_…", "products")}
      {text("startsAt", "Begins", "In your time zone; empty for now.", "startsAt", {
        type: "datetime-local",
      })}
      {text("endsAt", "Ends", "Empty for open.", "endsAt", { type: "datetime-local" })}
      {text("maxUses", "Uses in all", "Empty for no limit.", "maxUses", { inputMode: "numeric" })}
      {text(
        "maxUsesPerCustomer",
        "Uses for each customer",
        "Empty for no limit.",
        "maxUsesPerCustomer",
        {
          inputMode: "numeric",
        },
      )}
      {check("combines", "Adds up with others that do")}
      {check("active", "Switched on")}
    </>
  );
}

/** What is wrong with a field, or with one of the entries of its list. */
function errorOf(errors: DraftErrors, field: string): string | undefined {
  const at = Object.keys(errors).find((one) => one === field || one.startsWith(`${field}.`));
  return at === undefined ? undefined : errors[at];
}
