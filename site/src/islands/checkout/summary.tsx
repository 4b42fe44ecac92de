import { useStored } from "../ui/use-store.ts";
import { useState } from "react";
import { INCLUDED_TAX } from "../../delivery.ts";
import { fee, options, pieces, price } from "../../format.ts";
import { $cart, $cartProblem, $cartStatus, refreshCart } from "../../stores/cart.ts";
import { $amounts, $form } from "../../stores/checkout.ts";
import { Thumb } from "../ui/figure.tsx";
import { Icon } from "../ui/icon.tsx";

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
              </div>
              <span className="num">{price(line.total)}</span>
            </li>
          ))}
        </ul>
        <div className="sum num" aria-live="polite">
          <div>
            <span>Figurines</span>
            <span>{price(cart.subtotal)}</span>
          </div>
          {cart.discount > 0 && (
            <div>
              <span>Discount</span>
              <span>−{price(cart.discount)}</span>
            </div>
          )}
          <div>
            <span>{METHOD_NAMES[shippingMethod]}</span>
            <span>{fee(amounts.shipping)}</span>
          </div>
          <div className="quiet">
            <span>{INCLUDED_TAX}</span>
            <span>{price(amounts.tax)}</span>
          </div>
          <div className="tot">
            <b>Total</b>
            <b className="open">{price(amounts.total)}</b>
          </div>
        </div>
      </div>
    </aside>
  );
}
