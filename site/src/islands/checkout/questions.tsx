import { useStored } from "../ui/use-store.ts";
import type { InputHTMLAttributes } from "react";
import { formOf } from "#domain/address";
import type { Country } from "../../countries.ts";
import { $form, $problems, type FieldName, leaveField, setField } from "../../stores/checkout.ts";
import { described, Fld, TextField } from "../ui/field.tsx";

interface QuestionProps extends Omit<InputHTMLAttributes<HTMLInputElement>, "name" | "id"> {
  name: Exclude<FieldName, "shippingMethod">;
  label: string;
  note?: string;
  part?: "t" | "f" | "half";
}

/** One text field of the form, bound to the store. */
function Question({ name, ...rest }: QuestionProps) {
  const form = useStored($form);
  const problems = useStored($problems);
  return (
    <TextField
      id={name}
      name={name}
      value={form[name]}
      problem={problems[name]}
      onChange={(event) => setField(name, event.target.value)}
      onBlur={() => leaveField(name)}
      {...rest}
    />
  );
}

export function Contact() {
  return (
    <>
      <h2>
        <span>1</span>Who is it for?
      </h2>
      <div className="form">
        <Question
          name="email"
          label="Email"
          type="email"
          autoComplete="email"
          maxLength={254}
          note="For the receipt and the tracking link. Nothing else."
          required
        />
      </div>
    </>
  );
}

export function Address({ countries }: { countries: readonly Country[] }) {
  const form = useStored($form);
  const problems = useStored($problems);
  const { postcode, figures, region } = formOf(form.country);
  return (
    <>
      <h2>
        <span>2</span>Where does it go?
      </h2>
      <div className="form">
        <Question name="name" label="Name" autoComplete="name" maxLength={120} required />
        <Question
          name="line1"
          label="Street and number"
          autoComplete="address-line1"
          maxLength={120}
          required
        />
        <Question
          name="line2"
          label="Floor, company, care of (if any)"
          autoComplete="address-line2"
          maxLength={120}
        />
        <Question
          name="postalCode"
          label={postcode}
          part="t"
          autoComplete="postal-code"
          inputMode={figures ? "numeric" : "text"}
          maxLength={16}
          required
        />
        <Question
          name="city"
          label="City"
          part="f"
          autoComplete="address-level2"
          maxLength={80}
          required
        />
        {region !== null && (
          <Question
            name="region"
            label={region}
            autoComplete="address-level1"
            maxLength={80}
            required
          />
        )}
        <Fld id="country" label="Country" problem={problems.country}>
          <select
            className="field select"
            name="country"
            autoComplete="country"
            value={form.country}
            onChange={(event) => setField("country", event.target.value)}
            onBlur={() => leaveField("postalCode")}
            {...described("country", undefined, problems.country)}
          >
            {countries.map(({ code, name }) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </select>
        </Fld>
      </div>
    </>
  );
}
