import { useStored } from "../ui/use-store.ts";
import { useState } from "react";
import { options, pieces, price } from "../../format.ts";
import { $cart, $cartProblem, $cartStatus, refreshCart } from "../../stores/cart.ts";
import { $amounts, $form } from "../../stores/checkout.ts";
import { Thumb } from "../ui/figure.tsx";
import { Icon } from "../ui/icon.tsx";
import { SumLines } from "../ui/sums.tsx";
import { CodeField } from "./code-field.tsx";

const METHOD_NAMES = { standard: "Post", express: "Express" } as const;

/** What is being bought and what it costs, live. Folded on a phone. */
export function Summary() {
  const cart = useStored($cart);
  const status = useStored($cartStatus);
  const problem = useStored($cartProblem);
  const amounts = useStored($amounts, null);
  const { shippingMethod } = useStored($form);
  const [unfolded, setUnfolded] = useState(false);

  if (!cart || !amounts) {
    return (
      <aside className="r" aria-label="Your order">
        {status === "failed" && (
          <div className="alert m-4" role="alert">
            <Icon name="alert" />
            <div>
              {problem}{" "}
              <button type="button" className="link" onClick={() => void refreshCart()}>
                Try again
              </button>
            </div>
          </div>
        )}
      </aside>
    );
  }
  return (
    <aside className="r" aria-label="Your order">
      <button
        type="button"
        className="sumtoggle"
        aria-expanded={unfolded}
        onClick={() => setUnfolded(!unfolded)}
      >
        <span>
          {pieces(cart.itemCount, "figurine")} <Icon name="down" />
        </span>
        <span className="num" style={{ fontSize: "1.25rem" }}>
          {price(amounts.total)}
        </span>
      </button>
      <div className="inner">
        <ul className="lines">
          {cart.items.map((line) => (
            <li key={line.sku}>
              <div className="pic">
                <Thumb url={line.image} tint={line.tint} />
                {line.quantity > 1 && (
                  <span className="many num">
                    <span className="sr">{line.quantity} times</span>
                    <span aria-hidden="true">{line.quantity}</span>
                  </span>
                )}
              </div>
              <div>
                <b style={{ fontWeight: 620 }}>{line.name}</b>
                <div className="sm quiet">{options(line.options)}</div>
                {line.backordered > 0 && (
                  <div className="hint low sm">
                    {line.backordered < line.quantity
                      ? `${line.backordered} come later`
                      : "Comes later"}
                  </div>
                )}
              </div>
              <span className="num">{price(line.total)}</span>
            </li>
          ))}
        </ul>
        <CodeField />
        <SumLines
          sums={{ ...cart, shipping: amounts.shipping, total: amounts.total }}
          method={METHOD_NAMES[shippingMethod]}
        />
      </div>
    </aside>
  );
}
