import { useStored } from "../ui/use-store.ts";
import { useEffect, useState } from "react";
import { estimate } from "#domain/delivery";
import { days, fee } from "../../format.ts";
import { $cart } from "../../stores/cart.ts";
import { $form, setField } from "../../stores/checkout.ts";

const METHODS = [
  { id: "standard", name: "Post", usual: "2 to 4 working days on the road" },
  { id: "express", name: "Express", usual: "1 working day on the road" },
] as const;

/** How fast, with the API's prices and, once a browser runs this, the days by its calendar. */
export function Delivery() {
  const cart = useStored($cart);
  const { shippingMethod } = useStored($form);
  const [today, setToday] = useState<Date | null>(null);
  useEffect(() => setToday(new Date()), []);

  function when(id: "standard" | "express", usual: string): string {
    if (!today) return usual;
    const { from, to } = estimate(today, id);
    return days(from, to);
  }

  function charge(id: "standard" | "express"): string {
    const option = cart?.shippingOptions.find((one) => one.id === id);
    return option ? fee(option.charged) : "";
  }

  return (
    <fieldset>
      <h2>
        <span>3</span>How fast?
      </h2>
      <legend className="sr">How fast?</legend>
      <div className="radios">
        {METHODS.map(({ id, name, usual }) => (
          <label key={id}>
            <input
              type="radio"
              name="shippingMethod"
              value={id}
              checked={shippingMethod === id}
              onChange={() => setField("shippingMethod", id)}
            />
            <span>
              {name}
              <small>{when(id, usual)}</small>
            </span>
            <b className="num">{charge(id)}</b>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
