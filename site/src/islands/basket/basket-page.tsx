import { useStored } from "../ui/use-store.ts";
import { useEffect } from "react";
import { INCLUDED_TAX } from "../../delivery.ts";
import { fee, pieces, price } from "../../format.ts";
import { $cart, $cartStatus, ensureCart } from "../../stores/cart.ts";
import { BasketEmpty, BasketFailed } from "./content.tsx";
import { FreePost } from "./free-post.tsx";
import { BasketLines } from "./lines.tsx";

/** The drawer's twin, with a page of its own. */
export function BasketPage() {
  const cart = useStored($cart);
  const status = useStored($cartStatus);
  useEffect(() => {
    void ensureCart();
  }, []);
  if (!cart && status === "failed") return <BasketFailed />;
  if (!cart)
    return (
      <p className="quiet" role="status">
        Reading your basket
      </p>
    );
  if (cart.items.length === 0) return <BasketEmpty />;
  const short = cart.items.filter((line) => line.available < line.quantity);
  return (
    <div className="basketpage">
      <div>
        {status === "failed" && <BasketFailed />}
        <BasketLines big />
      </div>
      <section className="pay" aria-label="Total">
        <FreePost />
        <div className="totals num" aria-live="polite">
          <div>
            <span>{pieces(cart.itemCount, "figurine")}</span>
            <span>{price(cart.subtotal)}</span>
          </div>
          {cart.discount > 0 && (
            <div>
              <span>Discount</span>
              <span>−{price(cart.discount)}</span>
            </div>
          )}
          <div>
            <span>Post</span>
            <span>{fee(cart.shipping)}</span>
          </div>
          <div className="text-lg font-semibold">
            <span>Total</span>
            <span>{price(cart.total)}</span>
          </div>
          <div className="quiet sm">
            <span>{INCLUDED_TAX}</span>
            <span>{price(cart.tax)}</span>
          </div>
        </div>
        {short.length > 0 ? (
          <p className="hint low">
            {short.map((line) => line.name).join(", ")}: fewer left than you want. Change that
            first.
          </p>
        ) : (
          <a className="btn btn-sun btn-wide" href="/checkout">
            Checkout
          </a>
        )}
      </section>
    </div>
  );
}
