import { useStored } from "../ui/use-store.ts";
import { price } from "../../format.ts";
import { $cart, $cartProblem, $cartStatus, refreshCart } from "../../stores/cart.ts";
import { Icon } from "../ui/icon.tsx";
import { BasketLines } from "./lines.tsx";
import { FreePost } from "./free-post.tsx";

/** What stands in the drawer, whatever state the basket is in. */
export function BasketContent() {
  const cart = useStored($cart);
  const status = useStored($cartStatus);
  if (!cart && status === "failed") return <BasketFailed />;
  if (!cart)
    return (
      <p className="quiet sm" role="status">
        Reading your basket
      </p>
    );
  if (cart.items.length === 0) return <BasketEmpty />;
  const short = cart.items.some((line) => line.available < line.quantity);
  return (
    <>
      <FreePost />
      {status === "failed" && <BasketFailed />}
      <BasketLines />
      <div className="end">
        {short ? (
          <a className="btn btn-line btn-wide" href="/basket">
            Look at your basket
          </a>
        ) : (
          <a className="btn btn-sun btn-wide" href="/checkout">
            Checkout, {price(cart.subtotal - cart.discount)}
          </a>
        )}
      </div>
    </>
  );
}

export function BasketEmpty() {
  return (
    <div className="grid gap-4 py-6">
      <p>Nothing here yet. The fox asked about you.</p>
      <p>
        <a className="link" href="/search?sort=newest">
          See what is new
        </a>
      </p>
    </div>
  );
}

export function BasketFailed() {
  const problem = useStored($cartProblem);
  return (
    <div className="alert my-4" role="alert">
      <Icon name="alert" />
      <div>
        {problem ?? "That is our fault."}{" "}
        <button type="button" className="link" onClick={() => void refreshCart()}>
          Try again
        </button>
      </div>
    </div>
  );
}
