import { useStored } from "../ui/use-store.ts";
import { options, price } from "../../format.ts";
import { $cart, type CartLine } from "../../stores/cart.ts";
import { removeAndSay, setAndSay } from "../../stores/basket-actions.ts";
import { Thumb } from "../ui/figure.tsx";
import { Stepper } from "../ui/stepper.tsx";

function Line({ line }: { line: CartLine }) {
  const { sku, name, quantity, available } = line;
  return (
    <li>
      <a href={`/products/${line.slug}`} tabIndex={-1} aria-hidden="true">
        <Thumb url={line.image} tint={line.tint} />
      </a>
      <div>
        <a href={`/products/${line.slug}`}>
          <b style={{ fontWeight: 620 }}>{name}</b>{" "}
          <span className="quiet sm">{options(line.options)}</span>
        </a>
        <Stepper
          small
          value={quantity}
          max={Math.min(99, Math.max(available, 0))}
          label={`Quantity of ${name}`}
          onRemove={() => void removeAndSay(sku, quantity, name)}
          onChange={(next) => void setAndSay(sku, next, name)}
        />
        {available < quantity && (
          <p className="hint low sm mt-1">
            {available > 0 ? `Only ${available} left.` : "Sold out since. Please take it out."}
          </p>
        )}
      </div>
      <span className="num">{price(line.total)}</span>
    </li>
  );
}

export function BasketLines({ big = false }: { big?: boolean }) {
  const cart = useStored($cart);
  return (
    <ul className={big ? "baglines big" : "baglines"}>
      {cart?.items.map((line) => (
        <Line key={line.sku} line={line} />
      ))}
    </ul>
  );
}
